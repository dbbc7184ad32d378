using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

/// <summary>
/// A model on the app's side: admits requests, hands them to the worker, hands its output back, and starts the worker
/// again when it dies. Partial by subject: frames, supervision, state.
/// </summary>
internal sealed partial class ModelHost : IModelSession, IDisposable
{
    private readonly EngineHostOptions _options;
    private readonly WorkerLauncher _launcher;
    private readonly RecentRequests _recent;
    private readonly EngineMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _changed;
    private readonly ConcurrentDictionary<uint, HostedRequest> _requests = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]>> _calls = new();
    private readonly ModelCounters _counters = new();
    private ModelLoadOptions _load;
    private uint _nextHandle;
    private int _nextCall;
    private readonly Admission _admission = new();

    /// <summary>A model that is not started yet.</summary>
    public ModelHost(
        ModelLoadOptions load, EngineHostOptions options, RecentRequests recent, EngineMeters meters, TimeProvider time, ILogger logger, Action changed)
    {
        _load = load;
        _options = options;
        _recent = recent;
        _meters = meters;
        _time = time;
        _logger = logger;
        _changed = changed;
        _launcher = new WorkerLauncher(options, logger);
        Id = load.Id ?? Path.GetFileNameWithoutExtension(load.Path);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public ModelInfo Info => _info ?? throw new InvalidOperationException($"{Id} has not been loaded yet.");

    /// <summary>True once it was loaded; stays so across restarts.</summary>
    public bool IsLoaded => _info is not null;

    /// <summary>Requests in flight.</summary>
    public int InFlight => _admission.Count;

    /// <inheritdoc/>
    public SubmitOutcome Submit(GenerationRequest request)
    {
        if (Enter() is { } refusal) return new SubmitOutcome(null, Refuse(request.Id, refusal));
        var handle = Interlocked.Increment(ref _nextHandle);
        var now = EngineClock.NowNs;
        var hosted = new HostedRequest(handle, new Generation(request, _ => SendCancel(handle)), now);
        _counters.Accepted();
        _requests[handle] = hosted;
        var deadline = request.Deadline is { } d ? now + (long)d.TotalNanoseconds : long.MaxValue;
        var sent = _connection is { } connection && connection.Channel.Send(
            FrameWriter.OfThread(FrameKind.Submit).Int32((int)handle).Int64(deadline).Json(request, WireJson.Default.GenerationRequest).Frame);
        if (!sent) Finish(hosted, EngineLost());
        return new SubmitOutcome(hosted.Generation, null);
    }

    /// <inheritdoc/>
    public async Task<TokenizeOutcome> TokenizeAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.Tokens.Length > 0) return new TokenizeOutcome(prompt.Tokens, null);
        var reply = await CallAsync(call => FrameWriter.OfThread(FrameKind.Tokenize).Int32(call).Json(prompt, WireJson.Default.Prompt), cancellationToken).ConfigureAwait(false);
        return reply is null ? new TokenizeOutcome([], NotReady()) : new TokenizeOutcome(ReadTokens(reply), null);
    }

    /// <inheritdoc/>
    public async Task<DetokenizeOutcome> DetokenizeAsync(ImmutableArray<int> tokens, CancellationToken cancellationToken)
    {
        foreach (var token in tokens)
            if ((uint)token >= (uint)Info.VocabularySize)
                return new DetokenizeOutcome(default, new EngineFailure(FailureKind.InvalidRequest, $"Token id {token} is outside the vocabulary (0 to {Info.VocabularySize - 1})."));
        var reply = await CallAsync(call =>
        {
            var frame = FrameWriter.OfThread(FrameKind.Detokenize).Int32(call).Int32(tokens.Length);
            foreach (var token in tokens) frame.Int32(token);
            return frame;
        }, cancellationToken).ConfigureAwait(false);
        return reply is null ? new DetokenizeOutcome(default, NotReady()) : new DetokenizeOutcome(new FrameReader(reply).SkipCall().Bytes().ToArray(), null);
    }

    /// <summary>Devices as the worker sees them; null = it cannot be asked now.</summary>
    public async Task<IReadOnlyList<DeviceInfo>?> GetDevicesAsync(CancellationToken cancellationToken)
    {
        var reply = await CallAsync(call => FrameWriter.OfThread(FrameKind.ListDevices).Int32(call), cancellationToken).ConfigureAwait(false);
        return reply is null ? null : new FrameReader(reply).SkipCall().Json(WireJson.Default.ListDeviceInfo);
    }

    private async Task<byte[]?> CallAsync(Func<int, FrameWriter> frame, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _nextCall);
        var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[call] = reply;
        try
        {
            if (_connection is not { } connection || !connection.Channel.Send(frame(call).Frame)) return null;
            return await reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null; // the worker died before it answered
        }
        finally
        {
            _calls.TryRemove(call, out _);
        }
    }

    private static ImmutableArray<int> ReadTokens(byte[] reply)
    {
        var reader = new FrameReader(reply).SkipCall();
        var tokens = new int[reader.Int32()];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = reader.Int32();
        return ImmutableCollectionsMarshal.AsImmutableArray(tokens);
    }

    /// <summary>Off the caller's thread, which may be the one that reads frames: it must never wait for the worker to read.</summary>
    private void SendCancel(uint handle) => ThreadPool.UnsafeQueueUserWorkItem(
        _ => _connection?.Channel.Send(FrameWriter.OfThread(FrameKind.Cancel).Int32((int)handle).Frame), null);

    private EngineFailure Busy() => new(
        FailureKind.QueueFull, $"The server is busy: {_load.Parallel} requests run and {_load.QueueCapacity} wait. Try again later.", RetryAfter: ExpectedWait());

    private EngineFailure Refuse(string id, EngineFailure failure)
    {
        _counters.Refused();
        _meters.RecordRefusal(Id, failure.Kind);
        _logger.RequestRefused(id, Id, failure.Kind);
        return failure with { IsRefusal = true };
    }

    /// <summary>Ends a request, once: record first, so that whoever sees the end also finds the record.</summary>
    private void Finish(HostedRequest hosted, GenerationResult result)
    {
        if (!hosted.TryFinish()) return;
        _requests.TryRemove(hosted.Handle, out _);
        var request = hosted.Generation.Request;
        var phases = result.Phases with
        {
            Received = request.ReceivedNs > 0 ? request.ReceivedNs : hosted.SubmittedNs,
            Submitted = hosted.SubmittedNs,
            Ended = result.Phases.Ended > 0 ? result.Phases.Ended : EngineClock.NowNs,
        };
        result = result with { Phases = phases };
        var record = new RequestRecord(request.Id, Id, request.Source, request.Streaming, _time.GetUtcNow(), result)
        {
            Parameters = RequestParameters.Of(request),
        };
        _counters.Ended(result);
        _recent.Add(record);
        _meters.RecordEnd(record);
        _logger.RequestEnded(request.Id, request.Source, Id, result.Reason, result.Usage.PromptTokens, result.Usage.OutputTokens, record.TotalMs);
        _admission.Leave();
        hosted.Generation.PostEnd(result);
        _changed();
    }

    /// <summary>Whole seconds, 1 to 60, until a place is likely free: mean time in a slot × places ÷ slots, and half of that, since a place comes free somewhere in between.</summary>
    private TimeSpan ExpectedWait() =>
        TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(_counters.ServiceNs / 1e9 * _load.QueueCapacity / _load.Parallel / 2), 1, 60));
}
