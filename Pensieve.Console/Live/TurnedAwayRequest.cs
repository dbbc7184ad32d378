namespace Pensieve.Console.Live;

/// <summary>A request that was answered with an error and that no record of the engine stands for: it never became a generation.</summary>
/// <param name="Id">Request id, as the client got it.</param>
/// <param name="Time">When it was answered.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without query, cut to <see cref="TurnedAwayRing.PathLength"/> characters.</param>
/// <param name="Status">HTTP status, 400 to 599.</param>
/// <param name="Code">Machine-readable code; null = none.</param>
/// <param name="Message">What the client was told, cut to <see cref="TurnedAwayRing.MessageLength"/> characters.</param>
/// <param name="Caller">Name of the key or the person; null = nobody known.</param>
/// <param name="Address">Address it came from; null = unknown.</param>
public sealed record TurnedAwayRequest(string Id, DateTimeOffset Time, string Method, string Path, int Status, string? Code, string Message, string? Caller, string? Address);
