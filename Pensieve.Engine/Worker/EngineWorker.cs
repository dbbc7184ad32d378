using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Models;
using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Worker;

/// <summary>
/// The engine's side of a frame channel: owns all native state, loads one model, runs its decode loop. The same class
/// serves a process of its own and, InProcess, a thread.
/// </summary>
internal sealed partial class EngineWorker(IFrameChannel channel) : IDisposable
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<uint, SequenceRequest?> _requests = new();
    private NativeModel? _model;
    private NativeContext? _context;
    private PromptTokenizer? _tokenizer;
    private GrammarCache? _grammars;
    private DecodeLoop? _loop;
    private Thread? _loopThread;

    /// <summary>Serves the channel until it closes or a Shutdown frame arrives. Blocks.</summary>
    public void Run()
    {
        var failure = LlamaRuntime.Start(SendLog);
        channel.Send(Frame(FrameKind.Hello).String(failure ?? "").String(failure is null ? LlamaRuntime.Release : "").Frame);
        if (failure is null)
        {
            using var heartbeat = new Timer(_ => SendHeartbeat(), null, s_heartbeat, s_heartbeat);
            while (channel.Receive(out var frame) && Handle(frame)) { }
        }

        channel.Dispose();
        _loop?.Stop();
        _loopThread?.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop?.Dispose();
        _embedder?.Dispose();
        _context?.Dispose();
        _model?.Dispose();
    }

    private bool Handle(ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        switch (reader.Kind)
        {
            case FrameKind.Load:
                Load(reader.Json(WireJson.Default.ModelLoadOptions));
                return true;
            case FrameKind.Submit:
                Submit((uint)reader.Int32(), reader.Int64(), reader.Json(WireJson.Default.GenerationRequest));
                return true;
            case FrameKind.Cancel:
                Cancel((uint)reader.Int32());
                return true;
            case FrameKind.Tokenize:
                Tokenize(reader.Int32(), reader.Json(WireJson.Default.Prompt));
                return true;
            case FrameKind.Detokenize:
                Detokenize(ref reader);
                return true;
            case FrameKind.Embed:
                Embed(reader.Int32(), reader.Json(WireJson.Default.EmbeddingRequest));
                return true;
            case FrameKind.CancelEmbed:
                CancelEmbedding(reader.Int32());
                return true;
            case FrameKind.ListDevices:
                channel.Send(Frame(FrameKind.Devices).Int32(reader.Int32()).Json([.. LlamaRuntime.Devices()], WireJson.Default.ListDeviceInfo).Frame);
                return true;
            default:
                return false;
        }
    }

    private void Load(ModelLoadOptions options)
    {
        var plan = LoadPlan.For(options, LlamaRuntime.Devices());
        channel.Send(Frame(FrameKind.Planned).Int64(plan.EstimatedBytes).String(plan.Sentence).Frame);
        var load = plan.Failure is null ? LoadNative(options, plan) : NativeLoad.Failed(plan.Failure);
        if (load.Failure is not null)
        {
            channel.Send(Frame(FrameKind.LoadFailed).String(load.Failure).Frame);
            return;
        }

        _load = load;
        _model = load.Model!;
        _context = load.Context!;
        _tokenizer = new PromptTokenizer(_model);
        var vocabulary = TokenTable.From(_model);
        _grammars = new GrammarCache(vocabulary);
        var decoder = new NativeDecoder(_model, _context);
        var info = load.Info!;
        _loop = new DecodeLoop(
            decoder, vocabulary, new DecodeLoopOptions(options.Parallel, Math.Max(options.BatchSize, options.Parallel), info.ContextPerSequence),
            new StepFrameWriter(channel, vocabulary, Forget), this);
        _loopThread = new Thread(RunLoop) { Name = "decode", IsBackground = true };
        _loopThread.Start();
        channel.Send(Frame(FrameKind.Loaded).Json(info, WireJson.Default.ModelInfo).Frame);
    }

    private NativeLoad LoadNative(ModelLoadOptions options, LoadPlan plan) =>
        NativeModelLoader.Load(options, plan, p => channel.Send(Frame(FrameKind.LoadProgress).Single(p).Frame));

    private void RunLoop()
    {
        try
        {
            _loop!.Run();
        }
        catch (EngineFaultException e)
        {
            SendLog(LogLevel.Critical, e.Message);
            channel.Dispose(); // the app sees the end of the channel and starts a new worker
        }
    }

    private void Submit(uint handle, long deadlineNs, GenerationRequest request)
    {
        _requests[handle] = null;
        // Off this thread: a long prompt must not delay the cancellation of another request.
        ThreadPool.UnsafeQueueUserWorkItem(_ => Enqueue(handle, deadlineNs, request), null);
    }

    private void Enqueue(uint handle, long deadlineNs, GenerationRequest request)
    {
        var (grammar, error) = request.Grammar is { } text ? _grammars!.Get(text, request.VisibleTokens) : default;
        var job = new SequenceRequest(handle, request, _tokenizer!.Tokenize(request.Prompt))
        {
            DeadlineNs = deadlineNs,
            ClosingTokens = request.Reasoning is { Budget: not null } reasoning ? _tokenizer.TokenizeMark(reasoning.Marks.ForcedClose) : [],
            Constraint = grammar is null ? null : new TokenConstraint(grammar),
            Refusal = error is null ? null : new EngineFailure(FailureKind.InvalidRequest, $"grammar: {error.Message}"),
        };
        // A cancel that came first has taken the entry away.
        if (!_requests.TryUpdate(handle, job, null)) job.Cancelled = true;
        _loop!.Post(job);
    }

    private void Cancel(uint handle)
    {
        if (_requests.TryRemove(new KeyValuePair<uint, SequenceRequest?>(handle, null))) return;
        if (!_requests.TryGetValue(handle, out var job) || job is null) return;
        job.Cancelled = true;
        _loop!.Poke();
    }

    private void Forget(uint handle) => _requests.TryRemove(handle, out _);

    private void Tokenize(int call, Prompt prompt) => ThreadPool.UnsafeQueueUserWorkItem(_ =>
    {
        var tokens = _tokenizer!.Tokenize(prompt);
        var frame = Frame(FrameKind.Tokens).Int32(call).Int32(tokens.Count);
        foreach (var token in tokens) frame.Int32(token);
        channel.Send(frame.Frame);
    }, null);

    private void Detokenize(ref FrameReader reader)
    {
        var call = reader.Int32();
        var text = new List<byte>();
        for (var count = reader.Int32(); count > 0; count--)
        {
            var token = reader.Int32();
            if ((uint)token < (uint)_model!.VocabularySize) text.AddRange(_model.Piece(token, special: true));
        }

        channel.Send(Frame(FrameKind.Text).Int32(call).Bytes(text.ToArray()).Frame);
    }

    private void SendHeartbeat() => channel.Send(Frame(FrameKind.Heartbeat).Int64(_loop?.Steps ?? 0).Int64(_loop?.StepStartedNs ?? 0).Frame);

    private void SendLog(LogLevel level, string line) => channel.Send(Frame(FrameKind.Log).Byte((byte)level).String(line).Frame);

    private static FrameWriter Frame(FrameKind kind) => FrameWriter.OfThread(kind);
}
