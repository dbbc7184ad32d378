namespace Pensieve.Harness.Load.Wire;

/// <summary>One generation as the harness wants it, in no dialect yet. <see cref="CallWriter"/> writes its body.</summary>
public sealed record GenerationCall
{
    /// <summary>Route; null = the target's own.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>Model; null = the target's.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation. The completions route gets its texts joined by line breaks.</summary>
    public IReadOnlyList<ChatTurn> Turns { get; init; } = [];

    /// <summary>System instructions.</summary>
    public string? System { get; init; }

    /// <summary>Most output tokens.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Sampling temperature; null = the server's default.</summary>
    public double? Temperature { get; init; } = 0;

    /// <summary>Sampling seed, where the dialect has one.</summary>
    public long? Seed { get; init; }

    /// <summary>Stop strings.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Whether the answer is streamed.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>Whether the usage frame is asked for in dialects where it must be.</summary>
    public bool Usage { get; init; } = true;

    /// <summary>Further members of the body as JSON text of an object: tools, response_format, ignore_eos. It wins over the rest.</summary>
    public string? Extra { get; init; }

    /// <summary>The body itself, instead of all above; the route still follows <see cref="Dialect"/>, reading <see cref="Stream"/>.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Kind of work, for mixed loads.</summary>
    public string? Kind { get; init; }

    /// <summary>Seconds until it counts as timed out.</summary>
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>Seconds after which the client goes away on purpose, which is no failure; null = it stays.</summary>
    public double? LeaveAfterSeconds { get; init; }

    /// <summary>Whether the result keeps the answer's text.</summary>
    public bool KeepText { get; init; }

    /// <summary>Whether the result keeps each frame with its time; for checks of the stream's grammar.</summary>
    public bool KeepFrames { get; init; }

    /// <summary>
    /// Called after each read with the payload frames so far; it may delay the next read (a slow reader) or return false to close the
    /// connection (a client that goes away). Null = read as fast as it comes.
    /// </summary>
    public Func<int, CancellationToken, ValueTask<bool>>? OnRead { get; init; }
}
