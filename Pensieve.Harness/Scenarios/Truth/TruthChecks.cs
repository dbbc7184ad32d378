using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>
/// Checks of figures against the script. They are held back until it is known how late the mock itself was: where a busy machine made
/// it late, a figure that is off says nothing about the harness, and the case does not count.
/// </summary>
internal sealed class TruthChecks(CaseContext context)
{
    /// <summary>Most by which the mock may be late in 99 of 100 moments, in milliseconds.</summary>
    public const double MockLatenessMs = 0.3;

    private readonly List<(string Name, double Scripted, double? Measured, double Allowed)> _held = [];

    /// <summary>1 ms or 1 %, whichever is more.</summary>
    public static double Tolerance(double scripted) => Math.Max(1, Math.Abs(scripted) * 0.01);

    /// <summary>Whether the mock was precise enough for its script to be the truth.</summary>
    public static bool IsPrecise(MockServer mock) => (mock.Lateness.Percentile(0.99) ?? 0) <= MockLatenessMs;

    /// <summary>Holds a figure against the script.</summary>
    public void Near(string name, double scripted, double? measured, double? tolerance = null) =>
        _held.Add((name, scripted, measured, tolerance ?? Tolerance(scripted)));

    /// <summary>Records the checks, or that they do not count.</summary>
    public void Finish(MockServer mock)
    {
        var late = mock.Lateness.Percentile(0.99) ?? 0;
        context.Emit(new GateResult("mock lateness p99", IsPrecise(mock), Math.Round(late, 3), MockLatenessMs, "ms"));
        foreach (var (name, scripted, measured, allowed) in _held)
        {
            var holds = measured is { } value && Math.Abs(value - scripted) <= allowed;
            if (IsPrecise(mock)) context.Check($"{name} is {scripted:0.###} within {allowed:0.###}", holds, Math.Round(scripted, 4), measured is { } found ? Math.Round(found, 4) : "nothing");
            else if (!holds) context.Note($"{name}: script {scripted:0.###}, measured {measured:0.###}; the mock was late, so that this says nothing");
        }
    }
}
