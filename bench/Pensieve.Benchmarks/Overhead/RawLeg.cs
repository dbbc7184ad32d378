using System.Diagnostics;
using System.Numerics.Tensors;
using Pensieve.Engine.Models;
using Pensieve.Engine.Native;

namespace Pensieve.Benchmarks.Overhead;

/// <summary>The floor: llama_decode and an argmax, nothing else.</summary>
internal sealed class RawLeg : ILeg
{
    private readonly NativeModel _model;
    private readonly NativeContext _context;
    private readonly DecodeBatch _batch = new(512);

    /// <summary>Loads the model in this process.</summary>
    public RawLeg(ModelLoadOptions options)
    {
        if (LlamaRuntime.Start(null) is { } missing) throw new InvalidOperationException(missing);
        var load = NativeModelLoader.Load(options, LoadPlan.For(options, LlamaRuntime.Devices()), _ => { });
        _model = load.Model ?? throw new InvalidOperationException(load.Failure);
        _context = load.Context!;
    }

    /// <inheritdoc/>
    public string Name => "raw";

    /// <inheritdoc/>
    public Task<double> RunAsync(int streams, int tokens)
    {
        var next = new int[streams];
        var position = new int[streams];
        var index = new int[streams];
        var clock = Stopwatch.StartNew();
        _batch.Clear();
        for (var s = 0; s < streams; s++)
        {
            var prompt = new List<int>();
            _model.Tokenize(OverheadOptions.PromptOf(s), prompt);
            for (var i = 0; i < prompt.Count; i++) index[s] = _batch.Add(prompt[i], i, s, wantLogits: i == prompt.Count - 1);
            position[s] = prompt.Count;
        }

        for (var step = 0; step < tokens; step++)
        {
            if (_context.Decode(_batch) != DecodeStatus.Ok) throw new InvalidOperationException("The raw decode failed.");
            for (var s = 0; s < streams; s++) next[s] = TensorPrimitives.IndexOfMax<float>(_context.Logits(index[s]));
            _batch.Clear();
            for (var s = 0; s < streams; s++) index[s] = _batch.Add(next[s], position[s]++, s, wantLogits: true);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        for (var s = 0; s < streams; s++) _context.RemoveSequence(s);
        return Task.FromResult(streams * tokens / seconds);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _batch.Dispose();
        _context.Dispose();
        _model.Dispose();
        return ValueTask.CompletedTask;
    }
}
