namespace Pensieve.Console.Store;

/// <summary>Bounds of a <see cref="StoreBacklog{T}"/>.</summary>
/// <param name="Capacity">Most items that wait, besides the batch that is being written.</param>
/// <param name="Batch">Most items of one write.</param>
/// <param name="Patience">Wait after a write that the database did not take.</param>
/// <param name="Interval">Rest after a write that it took; zero = none.</param>
internal sealed record BacklogLimits(int Capacity, int Batch, TimeSpan Patience, TimeSpan Interval = default);
