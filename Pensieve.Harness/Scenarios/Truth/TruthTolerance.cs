using Pensieve.Harness.Mock;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>How near to the script a figure must be, and whether the mock itself was near enough to it.</summary>
internal static class TruthTolerance
{
    /// <summary>Most by which the mock may be late in 99 of 100 moments, in milliseconds.</summary>
    public const double MockLatenessMs = 0.3;

    /// <summary>1 ms or 1 %, whichever is more.</summary>
    public static double Of(double scripted) => Math.Max(1, Math.Abs(scripted) * 0.01);

    /// <summary>Checks a figure against the script.</summary>
    public static void Near(CaseContext context, string name, double scripted, double? measured, double? tolerance = null)
    {
        var allowed = tolerance ?? Of(scripted);
        context.Check(
            $"{name} is {scripted:0.###} within {allowed:0.###}", measured is { } value && Math.Abs(value - scripted) <= allowed,
            Math.Round(scripted, 4), measured is { } found ? Math.Round(found, 4) : "nothing");
    }

    /// <summary>
    /// Records how late the mock was. Where it was too late, a figure that is off says nothing about the harness: the case must not count.
    /// </summary>
    public static void GateMock(CaseContext context, MockServer mock)
    {
        var late = mock.Lateness.Percentile(0.99) ?? 0;
        context.Emit(new Runs.Events.GateResult("mock lateness p99", late <= MockLatenessMs, Math.Round(late, 3), MockLatenessMs, "ms"));
    }
}
