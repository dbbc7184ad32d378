using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>
/// Generator and server over the run's time. Long runs are kept coarser: then a point stands for several intervals, counts
/// are their sums, and percentiles and lag are those of the worst interval (percentiles are never averaged).
/// </summary>
/// <param name="Ticks">What the generator saw.</param>
/// <param name="TickStride">Intervals in one point.</param>
/// <param name="Samples">What the server said.</param>
/// <param name="SampleStride">Samples in one point; its figures are those of the last.</param>
/// <param name="Generation">Grows when points were joined, after which earlier points are others than before.</param>
public sealed record RunTimeline(
    IReadOnlyList<LoadTick> Ticks, int TickStride, IReadOnlyList<ServerSample> Samples, int SampleStride, int Generation);
