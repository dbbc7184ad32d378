namespace Pensieve.Harness.Runs.Events;

/// <summary>A stage of a case begins or ends: a band on every chart.</summary>
/// <param name="Name">"warm-up", "ramp to 32", "spike", "drain".</param>
/// <param name="Begins">False = it ends.</param>
/// <param name="Detail">What is asked in it: "24 requests/s for 10 s".</param>
public sealed record PhaseChanged(string Name, bool Begins, string? Detail = null) : RunEvent;
