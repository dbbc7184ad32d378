namespace Pensieve.Harness.Runs.Events;

/// <summary>A case before it runs.</summary>
/// <param name="Id">Stable id, "stress/spike": what `--case` takes and histories are joined by.</param>
/// <param name="Suite">The suite it belongs to.</param>
/// <param name="Title">A few words.</param>
/// <param name="Proves">One line: what is known when it passes.</param>
/// <param name="ExpectedSeconds">How long it takes, for progress and ETA.</param>
/// <param name="Disturbs">Whether live traffic would notice: the console asks before it starts one.</param>
public sealed record CasePlan(string Id, string Suite, string Title, string Proves, double ExpectedSeconds, bool Disturbs = false);
