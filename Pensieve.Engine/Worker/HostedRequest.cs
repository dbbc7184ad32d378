using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

/// <summary>A request in flight, on the app's side.</summary>
internal sealed class HostedRequest(uint handle, Generation generation, long submittedNs)
{
    private int _finished;

    /// <summary>Names it between app and worker.</summary>
    public uint Handle => handle;

    /// <summary>The reader's end.</summary>
    public Generation Generation => generation;

    /// <summary>When admission took it.</summary>
    public long SubmittedNs => submittedNs;

    /// <summary>Slot that serves it; -1 = queued.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Prompt tokens in all, and in the KV cache so far.</summary>
    public int PromptTokens { get; set; }

    /// <inheritdoc cref="PromptTokens"/>
    public int PromptDone { get; set; }

    /// <summary>Tokens generated so far.</summary>
    public int OutputTokens { get; set; }

    /// <summary>When its last chunk arrived; 0 = none yet.</summary>
    public long LastChunkNs { get; set; }

    /// <summary>True for the one caller that ends it.</summary>
    public bool TryFinish() => Interlocked.Exchange(ref _finished, 1) == 0;
}
