using System.Runtime.InteropServices;

namespace Pensieve.Engine.Native;

/// <summary>A context: KV cache and compute buffers of one model. One thread at a time. Keeps its model alive.</summary>
internal sealed unsafe class NativeContext : SafeHandle
{
    private readonly NativeModel _model;
    private readonly nint _memory;
    private readonly int _vocabulary;

    private readonly bool _holdsModel;

    private NativeContext(nint handle, NativeModel model) : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        _model = model;
        _model.DangerousAddRef(ref _holdsModel);
        _memory = LlamaApi.llama_get_memory(handle);
        _vocabulary = model.VocabularySize;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Native sequence ids.</summary>
    public int MaxSequences => (int)LlamaApi.llama_n_seq_max(handle);

    /// <summary>KV cells of the unified cache.</summary>
    public int Cells => (int)LlamaApi.llama_n_ctx(handle);

    /// <summary>Creates a context.</summary>
    /// <returns>Null if llama.cpp could not (memory, unsupported KV type); the native log says why.</returns>
    public static NativeContext? Create(NativeModel model, LlamaContextParams parameters)
    {
        var pointer = LlamaApi.llama_init_from_model(model.Pointer, parameters);
        return pointer == 0 ? null : new NativeContext(pointer, model);
    }

    /// <summary>Runs one step. Logits of flagged tokens are readable after Ok.</summary>
    public DecodeStatus Decode(DecodeBatch batch)
    {
        var status = (DecodeStatus)LlamaApi.llama_decode(handle, batch.Native);
        // GPU backends return before the work is done; the step's time belongs to the step.
        if (status == DecodeStatus.Ok) LlamaApi.llama_synchronize(handle);
        return status;
    }

    /// <summary>Logits after the token at <paramref name="batchIndex"/>, which was flagged; one per vocabulary entry, may be modified until the next step.</summary>
    public Span<float> Logits(int batchIndex) => new(LlamaApi.llama_get_logits_ith(handle, batchIndex), _vocabulary);

    /// <summary>The hidden state after the token at <paramref name="batchIndex"/>, which was flagged, in a context for embeddings.</summary>
    public ReadOnlySpan<float> HiddenState(int batchIndex, int size) => new(LlamaApi.llama_get_embeddings_ith(handle, batchIndex), size);

    /// <summary>Removes positions [from, to) of a sequence; to = -1 means its end.</summary>
    /// <returns>False if this memory type cannot remove that part.</returns>
    public bool RemoveSequence(int sequence, int from = 0, int to = -1) => LlamaApi.llama_memory_seq_rm(_memory, sequence, from, to);

    /// <summary>Makes positions [0, to) of a sequence part of another one too; shares cells, copies nothing.</summary>
    public void ShareSequence(int source, int destination, int to) => LlamaApi.llama_memory_seq_cp(_memory, source, destination, 0, to);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LlamaApi.llama_free(handle);
        if (_holdsModel) _model.DangerousRelease();
        return true;
    }
}
