using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Load;

/// <summary>The server under test as the harness reaches it.</summary>
public sealed record Target
{
    /// <summary>Base address; routes are relative to it.</summary>
    public required Uri Url { get; init; }

    /// <summary>"pensieve", "openai", "anthropic" or "mock".</summary>
    public required string Kind { get; init; }

    /// <summary>Model asked for.</summary>
    public required string Model { get; init; }

    /// <summary>What it says it is.</summary>
    public string? Version { get; init; }

    /// <summary>Key, sent as bearer and as x-api-key; never written to the record.</summary>
    public string? Key { get; init; }

    /// <summary>Dialect of load where a case does not name one.</summary>
    public Dialect Dialect { get; init; } = Dialect.OpenAIChat;

    /// <summary>Dialects that it answered to when asked.</summary>
    public IReadOnlySet<Dialect> Dialects { get; init; } = new HashSet<Dialect> { Dialect.OpenAIChat };

    /// <summary>Process that the run itself started and may signal or restart; null = it is somebody else's.</summary>
    public int? OwnPid { get; init; }

    /// <summary>Whether it shows its inside: /api/snapshot and the like.</summary>
    public bool IsPensieve => Kind == "pensieve";

    /// <summary>Whether it runs on this machine.</summary>
    public bool IsLocal => Url.IsLoopback;

    /// <summary>For the record: no key.</summary>
    public TargetInfo Info => new(Url.GetLeftPart(UriPartial.Path), Kind, Model, Version);
}
