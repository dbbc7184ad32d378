using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Cli;

/// <summary>What the command line of a run asks for.</summary>
internal sealed record RunOptions
{
    public required IReadOnlyList<string> Suites { get; init; }
    public IReadOnlyList<string> Cases { get; init; } = [];
    public string? Target { get; init; }
    public string? Key { get; init; }
    public string? Dialect { get; init; }
    public string? Model { get; init; }
    public string Profile { get; init; } = RunProfile.Default;
    public long Seed { get; init; } = 1;
    public string? Out { get; init; }
    public string? Events { get; init; }
    public string? Baseline { get; init; }
    public string? RunId { get; init; }
    public required string CommandLine { get; init; }
}
