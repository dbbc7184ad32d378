using Microsoft.Extensions.Logging;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

// Frames from the worker, on one dedicated thread per connection.
internal sealed partial class ModelHost
{
    private readonly List<Generation> _touched = [];

    private void ReadFrames(WorkerConnection connection)
    {
        try
        {
            while (connection.Channel.Receive(out var frame))
            {
                Volatile.Write(ref _lastFrameNs, EngineClock.NowNs);
                Handle(frame);
            }
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException)
        {
            // A worker that writes nonsense is as good as dead, and must not take the app along.
            _lastNativeError = $"it sent a broken frame ({e.Message})";
        }

        OnConnectionLost(connection);
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        switch (reader.Kind)
        {
            case FrameKind.Step:
                HandleStep(ref reader);
                break;
            case FrameKind.Heartbeat:
                reader.Int64();
                Volatile.Write(ref _stepStartedNs, reader.Int64());
                break;
            case FrameKind.Tokens or FrameKind.Text or FrameKind.Devices:
                if (_calls.TryGetValue(reader.Int32(), out var call)) call.TrySetResult(frame.ToArray());
                break;
            case FrameKind.Embedding or FrameKind.Embedded:
                HandleEmbedding(ref reader);
                break;
            case FrameKind.Log:
                var level = (LogLevel)reader.Byte();
                var line = reader.String();
                if (level >= LogLevel.Error) _lastNativeError = line;
                _logger.NativeLine(level, line);
                break;
            case FrameKind.Hello:
                if (reader.String() is { Length: > 0 } broken) _loading?.TrySetResult(new LoadOutcome(null, broken));
                break;
            case FrameKind.Planned:
                _estimatedBytes = reader.Int64();
                OnPlanned(reader.String());
                break;
            case FrameKind.LoadProgress:
                _loadProgress = reader.Single();
                _changed();
                break;
            case FrameKind.Loaded:
                OnLoaded(reader.Json(WireJson.Default.ModelInfo));
                break;
            case FrameKind.LoadFailed:
                var why = reader.String();
                _loading?.TrySetResult(new LoadOutcome(null, _lastNativeError is { } native ? $"{why} Last native message: {native}" : why));
                break;
            default:
                throw new InvalidDataException($"The worker sent a frame of kind {reader.Kind}.");
        }
    }

    private void HandleStep(ref FrameReader reader)
    {
        var stats = StatsCodec.Read(ref reader);
        _counters.Stepped(stats);
        var now = EngineClock.NowNs;
        _touched.Clear();
        while (!reader.AtEnd)
        {
            var kind = (StepEvent)reader.Byte();
            // A request that ended here (client too slow) may still be spoken of: its events are read and dropped.
            _requests.TryGetValue((uint)reader.Int32(), out var hosted);
            switch (kind)
            {
                case StepEvent.Prompted:
                    OnPrompted(hosted, reader.Int32());
                    break;
                case StepEvent.Started:
                    OnStarted(hosted, reader.Int32(), reader.Int32());
                    break;
                case StepEvent.Progress:
                    var done = reader.Int32();
                    if (hosted is not null) hosted.PromptDone = done;
                    break;
                case StepEvent.Chunk:
                    var tokens = reader.Int32();
                    var text = reader.Bytes();
                    OnChunk(hosted, text, tokens, ReadLogProbs(ref reader), now);
                    break;
                case StepEvent.End:
                    var result = ResultCodec.Read(ref reader);
                    if (hosted is not null) Finish(hosted, result);
                    break;
                default:
                    throw new InvalidDataException($"The worker sent a step event of kind {kind}.");
            }
        }

        foreach (var generation in _touched) generation.Signal();
    }

    private static void OnPrompted(HostedRequest? hosted, int promptTokens)
    {
        if (hosted is null) return;
        hosted.PromptTokens = promptTokens;
        hosted.Generation.PostPrompted(promptTokens);
    }

    private static void OnStarted(HostedRequest? hosted, int slot, int cached)
    {
        if (hosted is null) return;
        hosted.Slot = slot;
        hosted.PromptDone = cached;
        hosted.Generation.PostStarted(cached);
    }

    private void OnChunk(HostedRequest? hosted, ReadOnlySpan<byte> text, int tokens, TokenLogProbs[]? logProbs, long now)
    {
        if (hosted is null) return;
        if (hosted.LastChunkNs > 0 && hosted.LastChunkNs < now) _meters.RecordGap(Id, now - hosted.LastChunkNs);
        hosted.LastChunkNs = now;
        hosted.OutputTokens += tokens;
        hosted.PromptDone = hosted.PromptTokens;
        if (hosted.Generation.Buffer(text, tokens, logProbs))
        {
            if (_touched.Count == 0 || _touched[^1] != hosted.Generation) _touched.Add(hosted.Generation);
            return;
        }

        SendCancel(hosted.Handle);
        Finish(hosted, new GenerationResult
        {
            Reason = FinishReason.Failed,
            Failure = new EngineFailure(FailureKind.ClientTooSlow, "The client read more slowly than the engine wrote, until its buffer was full."),
            Usage = new TokenUsage(hosted.PromptTokens, hosted.Generation.CachedTokens, hosted.OutputTokens),
            Slot = hosted.Slot,
        });
    }

    private static TokenLogProbs[]? ReadLogProbs(ref FrameReader reader)
    {
        var count = reader.Int32();
        if (count == 0) return null;
        var all = new TokenLogProbs[count];
        for (var i = 0; i < count; i++)
        {
            var chosen = ReadLogProb(ref reader);
            var top = new TokenLogProb[reader.Int32()];
            for (var j = 0; j < top.Length; j++) top[j] = ReadLogProb(ref reader);
            all[i] = new TokenLogProbs(chosen, top);
        }

        return all;
    }

    private static TokenLogProb ReadLogProb(ref FrameReader reader)
    {
        var token = reader.Int32();
        var logProb = reader.Single();
        return new TokenLogProb(token, reader.Bytes().ToArray(), logProb);
    }
}
