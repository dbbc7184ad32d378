using System.Text;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Playground;

/// <summary>What came since a reader looked last.</summary>
/// <param name="Thinking">Thinking.</param>
/// <param name="Text">Text of the answer.</param>
public readonly record struct AnswerNews(string Thinking, string Text);

/// <summary>
/// One generation as it grows: written by its pump, read by whichever pages look at it. It lives with its session, not with a
/// tab. Thread-safe.
/// </summary>
public sealed class Answer : IOutputSink
{
    /// <summary>Most tokens whose log-probabilities are kept.</summary>
    public const int MaxLogProbs = 4096;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private readonly List<AnswerCall> _calls = [];
    private readonly StringBuilder _arguments = new();
    private readonly List<TokenLogProbs> _logProbs = [];
    private Generation? _generation;
    private bool _isStopped;
    private long _firstNs;
    private long _lastNs;
    private int _stage;
    private int _tokens;

    internal Answer(string id, string path, string json, string model, long receivedNs) => (Id, Path, Json, Model, ReceivedNs) = (id, path, json, model, receivedNs);

    /// <summary>An answer of before the start: it is over.</summary>
    internal static Answer Restore(
        string id, string path, string json, string model, string text, string thinking, IReadOnlyList<AnswerCall> calls, int tokens, GenerationResult? result, ApiError? error)
    {
        var answer = new Answer(id, path, json, model, 0) { _tokens = tokens, PromptTokens = result?.Usage.PromptTokens ?? 0 };
        answer._text.Append(text);
        answer._thinking.Append(thinking);
        answer._calls.AddRange(calls);
        answer.End(result, error);
        return answer;
    }

    /// <summary>Id of the request.</summary>
    public string Id { get; }

    /// <summary>Route that a program would use.</summary>
    public string Path { get; }

    /// <summary>The body.</summary>
    public string Json { get; }

    /// <summary>The model that was asked.</summary>
    public string Model { get; }

    /// <summary>How far it is.</summary>
    public AnswerStage Stage => (AnswerStage)Volatile.Read(ref _stage);

    /// <summary>It is over: nothing of it changes any more.</summary>
    public bool HasEnded => Stage == AnswerStage.Ended;

    /// <summary>Prompt tokens; 0 = not known yet.</summary>
    public int PromptTokens { get; private set; }

    /// <summary>Tokens so far.</summary>
    public int Tokens => Volatile.Read(ref _tokens);

    /// <summary>Why there is no answer; null = there is one.</summary>
    public ApiError? Error { get; private set; }

    /// <summary>How it ended; null before, and where it was refused.</summary>
    public GenerationResult? Result { get; private set; }

    /// <summary>Milliseconds to the first token; null = none yet. The engine's stamps once it has ended.</summary>
    public double? FirstTokenMs => Result is { Phases: { FirstToken: > 0 } phases } ? (phases.FirstToken - phases.Received) / 1e6 : Volatile.Read(ref _firstNs) is > 0 and var first ? (first - ReceivedNs) / 1e6 : null;

    /// <summary>Tokens a second after the first; null below two.</summary>
    public double? Rate => Result is { Usage.OutputTokens: > 1 } result
        ? (result.Usage.OutputTokens - 1) * 1e9 / Math.Max(1, result.Phases.LastToken - result.Phases.FirstToken)
        : Tokens > 1 && Volatile.Read(ref _lastNs) > _firstNs ? (Tokens - 1) * 1e9 / (_lastNs - _firstNs) : null;

    /// <summary>Calls of tools, in order.</summary>
    public IReadOnlyList<AnswerCall> Calls
    {
        get { lock (_lock) return [.. _calls]; }
    }

    /// <summary>Tokens with their alternatives; empty if not asked for.</summary>
    public IReadOnlyList<TokenLogProbs> LogProbs
    {
        get { lock (_lock) return [.. _logProbs]; }
    }

    /// <summary>All text.</summary>
    public string Text => Read(0, int.MaxValue).Text;

    /// <summary>All thinking.</summary>
    public string Thinking => Read(int.MaxValue, 0).Thinking;

    internal long ReceivedNs { get; }

    /// <summary>What came after so many characters of text and of thinking.</summary>
    public AnswerNews Read(int text, int thinking)
    {
        lock (_lock)
        {
            return new AnswerNews(
                thinking < _thinking.Length ? _thinking.ToString(thinking, _thinking.Length - thinking) : "",
                text < _text.Length ? _text.ToString(text, _text.Length - text) : "");
        }
    }

    /// <summary>Asks the engine to end it.</summary>
    public void Stop()
    {
        Generation? generation;
        lock (_lock) (_isStopped, generation) = (true, _generation);
        generation?.Cancel();
    }

    internal void Attach(Generation generation)
    {
        bool isStopped;
        lock (_lock) (_generation, isStopped) = (generation, _isStopped);
        if (isStopped) generation.Cancel();
    }

    internal void Reach(AnswerStage stage, int promptTokens)
    {
        PromptTokens = promptTokens;
        Volatile.Write(ref _stage, (int)stage);
    }

    internal void Count(int tokens, IReadOnlyList<TokenLogProbs>? logProbs)
    {
        if (tokens > 0)
        {
            var now = EngineClock.NowNs;
            if (_firstNs == 0) Volatile.Write(ref _firstNs, now);
            Volatile.Write(ref _lastNs, now);
            Interlocked.Add(ref _tokens, tokens);
            Volatile.Write(ref _stage, (int)AnswerStage.Decode);
        }

        if (logProbs is null) return;
        lock (_lock) _logProbs.AddRange(logProbs.Take(MaxLogProbs - _logProbs.Count));
    }

    internal void End(GenerationResult? result, ApiError? error)
    {
        (Result, Error) = (result, error);
        Volatile.Write(ref _stage, (int)AnswerStage.Ended);
    }

    void IOutputSink.Thinking(ReadOnlySpan<byte> utf8)
    {
        lock (_lock) _thinking.Append(Encoding.UTF8.GetString(utf8));
    }

    void Engine.Chat.Tools.IToolCallSink.Text(ReadOnlySpan<byte> utf8) => AddText(utf8);

    void Engine.Chat.Tools.IToolCallSink.CallStart(string name)
    {
        lock (_lock)
        {
            _arguments.Clear();
            _calls.Add(new AnswerCall(ToolIds.Create("call_"), name, "", IsBroken: true));
        }
    }

    void Engine.Chat.Tools.IToolCallSink.Arguments(ReadOnlySpan<byte> utf8)
    {
        lock (_lock)
        {
            _arguments.Append(Encoding.UTF8.GetString(utf8));
            _calls[^1] = _calls[^1] with { Arguments = _arguments.ToString() };
        }
    }

    void Engine.Chat.Tools.IToolCallSink.CallEnd(ReadOnlySpan<byte> missing)
    {
        lock (_lock)
        {
            _arguments.Append(Encoding.UTF8.GetString(missing));
            _calls[^1] = _calls[^1] with { Arguments = _arguments.ToString(), IsBroken = !missing.IsEmpty };
        }
    }

    internal void AddText(ReadOnlySpan<byte> utf8)
    {
        lock (_lock) _text.Append(Encoding.UTF8.GetString(utf8));
    }
}
