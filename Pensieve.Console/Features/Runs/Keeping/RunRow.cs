namespace Pensieve.Console.Features.Runs.Keeping;

/// <summary>A run as the database has it, without its record.</summary>
public sealed record RunRow
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The server that ran it: only that one may call it interrupted.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When it began, milliseconds since 1970.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it ended; null = it has not.</summary>
    public long? EndedAt { get; init; }

    /// <summary>Word of its <see cref="Harness.Reports.RunState"/>.</summary>
    public string State { get; init; } = "running";

    /// <summary>Suites, by commas.</summary>
    public string Suites { get; init; } = "";

    /// <summary>Profile.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Model asked for.</summary>
    public string Model { get; init; } = "";

    /// <summary>Server under test.</summary>
    public string Target { get; init; } = "";

    /// <summary>Who started it.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>The command line that repeats it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Seconds it took so far.</summary>
    public double Seconds { get; init; }

    /// <summary>Exit status; null = it did not get that far.</summary>
    public long? ExitCode { get; init; }

    /// <summary>1 = stopped before its end.</summary>
    public long Partial { get; init; }

    /// <summary>Cases that passed.</summary>
    public long Passed { get; init; }

    /// <summary>Cases that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Cases skipped.</summary>
    public long Skipped { get; init; }

    /// <summary>All other cases.</summary>
    public long Other { get; init; }

    /// <summary>Environment as a JSON object.</summary>
    public string Fingerprint { get; init; } = "{}";

    /// <summary>Primary figures as a JSON array of <see cref="RunFigure"/>.</summary>
    public string Figures { get; init; } = "[]";

    /// <summary>What became of each case, as a JSON object of id and word; empty for runs kept by earlier releases.</summary>
    public string Cases { get; init; } = "{}";

    /// <summary>1 = later runs are measured against it.</summary>
    public long IsBaseline { get; init; }

    /// <summary>The last lines that the run's process wrote beside its record.</summary>
    public string Log { get; init; } = "";

    /// <summary>Bytes of its record as kept.</summary>
    public long Bytes { get; init; }
}

/// <summary>A figure that comparisons decide on, kept beside the run so that a history needs no record.</summary>
/// <param name="Case">Id of its case.</param>
/// <param name="Name">"ttft p50, concurrency 8".</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="Lower">Lower bound within the run; null = none.</param>
/// <param name="Upper">Upper bound; null = none.</param>
public sealed record RunFigure(string Case, string Name, double Value, string Unit, string? Better, double? Lower = null, double? Upper = null);

/// <summary>Which runs to list. Fields left out do not matter.</summary>
/// <param name="Suite">One of its suites.</param>
/// <param name="State">Its state.</param>
/// <param name="Profile">Its profile.</param>
/// <param name="Model">Its model.</param>
/// <param name="Before">Only runs that began before this, milliseconds since 1970: the next page.</param>
/// <param name="Limit">Most runs.</param>
/// <param name="Baselines">Only baselines.</param>
public sealed record RunFilter(string? Suite = null, string? State = null, string? Profile = null, string? Model = null, long? Before = null, int Limit = 50, bool Baselines = false);
