namespace Pensieve.Console.Security.Audit;

/// <summary>Something that somebody did to the server.</summary>
public sealed record AuditEntry
{
    /// <summary>Number, ascending; 0 = not kept yet.</summary>
    public long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: name of the key or of the way in.</summary>
    public required string Who { get; init; }

    /// <summary>Id of the key, or "link", "local", "cli".</summary>
    public required string WhoId { get; init; }

    /// <summary>What, as noun and verb: "model.load", "key.revoke", "sign-in".</summary>
    public required string Action { get; init; }

    /// <summary>To what: a model, a key's name; null = nothing in particular.</summary>
    public string? Target { get; init; }

    /// <summary>How it ended: "done" or why not.</summary>
    public required string Outcome { get; init; }

    /// <summary>Address it came from; null = not over the network.</summary>
    public string? Address { get; init; }
}
