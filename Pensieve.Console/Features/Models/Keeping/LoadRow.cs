namespace Pensieve.Console.Features.Models.Keeping;

/// <summary>A load that ended.</summary>
public sealed record LoadRow
{
    /// <summary>When it began, milliseconds since 1970.</summary>
    public long StartedAt { get; init; }

    /// <summary>Id of the model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Its file.</summary>
    public string Path { get; init; } = "";

    /// <summary>How it was to be loaded, in words.</summary>
    public string Options { get; init; } = "";

    /// <summary>Who asked: "start", "api" or "console".</summary>
    public string Source { get; init; } = "";

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed; null = it did not.</summary>
    public string? Failure { get; init; }
}
