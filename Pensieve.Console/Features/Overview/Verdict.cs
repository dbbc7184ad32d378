using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Overview;

/// <summary>How good or bad a verdict is, from good to bad.</summary>
public enum Severity
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>Nothing is wrong, but nothing is served, or something is under way.</summary>
    Info,

    /// <summary>Served, but not as it should be.</summary>
    Warning,

    /// <summary>Not served, or about to be.</summary>
    Critical,
}

/// <summary>One finding about the server.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Sentence">What is so, in one sentence.</param>
/// <param name="Cause">Why, as far as known; null = unknown or needless.</param>
/// <param name="NextStep">What the operator can do; null = nothing.</param>
public sealed record Finding(Severity Severity, string Sentence, string? Cause = null, string? NextStep = null)
{
    /// <summary>The rule that found it, for alerts.</summary>
    public string Rule { get; init; } = "engine";

    /// <summary>Page of the cause, below the base; empty = the overview itself tells all there is.</summary>
    public string Href { get; init; } = "";
}

/// <summary>Whether all is well: the worst finding, and the sentences of the others.</summary>
/// <param name="Main">The worst finding.</param>
/// <param name="Also">The other ones, worst first, joined; null = none.</param>
/// <param name="Progress">Load progress, 0 to 1, while that is the matter; null = it is not.</param>
public sealed record Verdict(Finding Main, string? Also, double? Progress)
{
    /// <summary>Share of memory still available below which a warning, and then an alarm, is due.</summary>
    public const double LowMemory = 0.10, NoMemory = 0.04;

    /// <summary>Age of the oldest queued request from which waiting is a finding.</summary>
    public const long LongWaitMs = 10_000;

    /// <summary>Seconds without a token at busy slots from which the engine counts as stalled.</summary>
    public const double StalledSeconds = 10;

    /// <summary>Judges a frame. Pure.</summary>
    public static Verdict From(LiveFrame frame, VerdictLimits? limits = null, IEnumerable<Finding>? more = null) => From(frame.Engine, Findings(frame, limits ?? VerdictLimits.Default, more ?? []));

    /// <summary>Everything that is not well, worst first; what alerts are made of, too.</summary>
    public static IReadOnlyList<Finding> Findings(LiveFrame frame, VerdictLimits limits, IEnumerable<Finding> more)
    {
        var engine = frame.Engine;
        return Sort(engine, frame.Latest, frame.Stats, frame.RefusedLately, frame.StalledSeconds, frame.Host, limits, more);
    }

    /// <summary>Judges the engine now and in the last minute. Pure.</summary>
    public static Verdict From(EngineSnapshot engine, LiveSample? latest, RequestStats stats, long refusedLately, double stalledSeconds, HostReading? host) =>
        From(engine, Sort(engine, latest, stats, refusedLately, stalledSeconds, host, VerdictLimits.Default, []));

    private static List<Finding> Sort(
        EngineSnapshot engine, LiveSample? latest, RequestStats stats, long refusedLately, double stalledSeconds, HostReading? host, VerdictLimits limits, IEnumerable<Finding> more)
    {
        List<Finding> findings = [.. VerdictRules.States(engine)];
        if (engine.Models.Count == 0 && findings.Count == 0) findings.Add(VerdictRules.NoModel);
        findings.AddRange(VerdictRules.Memory(host, limits));
        findings.AddRange(VerdictRules.Failures(stats));
        findings.AddRange(VerdictRules.Load(engine, refusedLately, stalledSeconds, limits));
        findings.AddRange(more);
        if (findings.Count == 0) findings.Add(VerdictRules.AllWell(engine, latest, stats));

        // OrderBy is stable: among equals, the order above is the order of weight.
        return [.. findings.OrderByDescending(f => f.Severity)];
    }

    private static Verdict From(EngineSnapshot engine, IReadOnlyList<Finding> findings)
    {
        var also = string.Join(" ", findings.Skip(1).Select(f => f.Sentence));
        var loading = engine.Models.FirstOrDefault(m => m.State == EngineState.Loading);
        return new Verdict(findings[0], also.Length > 0 ? also : null, engine.State == EngineState.Loading ? loading?.LoadProgress : null);
    }
}
