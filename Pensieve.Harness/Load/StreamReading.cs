using System.Buffers;
using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Load;

/// <summary>Reads one stream to its end and stamps its frames. Nothing is allocated per frame unless text or frames are kept.</summary>
internal sealed class StreamReading(Stream stream, PreparedCall prepared, GenerationResult result, ILoadMeter? meter)
{
    private readonly StringBuilder? _text = prepared.Call.KeepText ? new StringBuilder() : null;
    private readonly List<StreamFrame>? _frames = prepared.Call.KeepFrames ? [] : null;
    private int[] _stamps = ArrayPool<int>.Shared.Rent(64);
    private int _count;
    private FrameFacts _facts = new();
    private string? _error;

    /// <summary>Reads until the stream ends, or its reader says so.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var reader = new SseReader(stream);
        try
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                // What one read brought came at one moment.
                var now = RunClock.Ticks;
                while (reader.TryNext()) Take(reader, now);
                if (prepared.Call.OnRead is { } hook && !await hook(_count, cancellationToken).ConfigureAwait(false))
                {
                    result.Term = RunClock.Ticks;
                    result.Outcome = GenerationResult.Cancelled;
                    return;
                }
            }

            if (result.Terminals == 0) result.Term = RunClock.Ticks;
            (result.Outcome, result.Error) = _error is not null ? (GenerationResult.StreamError, _error)
                : result.Terminals == 0 ? (GenerationResult.Truncated, "the stream ended without a terminal frame")
                : (GenerationResult.Ok, null);
        }
        finally
        {
            result.Bytes = reader.Bytes;
            result.FrameMicros = _stamps.AsSpan(0, _count).ToArray();
            ArrayPool<int>.Shared.Return(_stamps);
            ResponseReader.Take(_facts, prepared.Dialect, result);
            result.Text = _text?.ToString();
            result.Frames = _frames;
        }
    }

    private void Take(SseReader reader, long now)
    {
        _frames?.Add(new StreamFrame(now, reader.Event.IsEmpty ? null : Encoding.UTF8.GetString(reader.Event), Encoding.UTF8.GetString(reader.Data)));
        if (result.Terminals > 0) result.AfterTerminal++;
        var isFirst = result.First == 0;
        var text = _text ?? (isFirst ? new StringBuilder() : null);
        FrameScanner.Scan(prepared.Dialect, reader.Data, ref _facts, text);
        if ((_facts.Kinds & FrameKinds.Payload) != 0) TakePayload(now, isFirst, text);
        if ((_facts.Kinds & FrameKinds.Terminal) != 0)
        {
            if (result.Terminals++ == 0) result.Term = now;

            // [DONE] after response.completed closes the connection, not the answer.
            else if (prepared.Dialect == Dialect.OpenAIResponses && reader.Data.SequenceEqual("[DONE]"u8)) (result.Terminals, result.AfterTerminal) = (1, result.AfterTerminal - 1);
        }

        if ((_facts.Kinds & FrameKinds.Error) != 0)
        {
            _error ??= _facts.Error ?? "an error frame without a message";
            if (result.Terminals == 0) result.Term = now;
        }
    }

    private void TakePayload(long now, bool isFirst, StringBuilder? text)
    {
        if (_count == _stamps.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_count * 2);
            _stamps.CopyTo(larger, 0);
            ArrayPool<int>.Shared.Return(_stamps);
            _stamps = larger;
        }

        _stamps[_count++] = (int)Math.Min(int.MaxValue, (long)((now - result.Send) * RunClock.SecondsPerTick * 1e6));
        meter?.Frame(RunClock.Milliseconds(isFirst ? result.Sched : result.Last, now), isFirst);
        if (isFirst)
        {
            result.First = now;
            result.FirstFrameText = text?.ToString();
        }

        if (result.FirstText == 0 && (_facts.Kinds & FrameKinds.Text) != 0) result.FirstText = now;
        result.Last = now;
    }
}
