namespace Pensieve.Harness.Mock;

/// <summary>Whose habits the mock's frames have.</summary>
public enum MockVendor
{
    /// <summary>As the dialect's contract says, no more.</summary>
    Plain,

    /// <summary>As llama-server writes them: content null beside the role, timings, its own error members.</summary>
    LlamaServer,

    /// <summary>As vLLM writes them: usage null in every frame, CR LF, reasoning, the finish reason beside the last text.</summary>
    Vllm,
}
