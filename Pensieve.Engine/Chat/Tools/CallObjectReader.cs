using System.Text.Json;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// Reads {"name":…,"arguments":{…}} ("parameters" does as well) byte by byte. The call starts as soon as its name is known
/// and its arguments begin; from then on they stream. Other members are skipped.
/// </summary>
/// <param name="output">Told of the call.</param>
/// <param name="known">A call of any other tool is refused; null = any name will do.</param>
internal sealed class CallObjectReader(ToolOutputWriter output, OfferedTools? known)
{
    private readonly JsonValueReader _value = new();
    private State _state;
    private Member _member;
    private string? _name;
    private byte[]? _early;

    private enum State
    {
        Open,
        KeyOrEnd,
        Key,
        InKey,
        Colon,
        BeforeValue,
        InValue,
        AfterValue,
    }

    private enum Member
    {
        Other,
        Name,
        Arguments,
        ArgumentsText,
    }

    /// <summary>The call was reported.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>All arguments were reported.</summary>
    public bool HasArguments { get; private set; }

    /// <summary>Starts a new object.</summary>
    public void Reset()
    {
        _state = State.Open;
        _member = Member.Other;
        _name = null;
        _early = null;
        HasStarted = HasArguments = false;
    }

    /// <summary>Takes the next byte; never returns DoneBefore.</summary>
    public JsonProgress Feed(byte next)
    {
        switch (_state)
        {
            case State.InKey: return InKey(next);
            case State.InValue: return InValue(next);
            case State.BeforeValue when !IsSpace(next): return BeginValue(next);
            default: break;
        }

        if (IsSpace(next)) return JsonProgress.More;
        switch (_state)
        {
            case State.Open when next == '{': return Go(State.KeyOrEnd);
            case State.Key or State.KeyOrEnd when next == '"':
                _value.Reset();
                _value.Feed(next);
                return Go(State.InKey);
            case State.Colon when next == ':': return Go(State.BeforeValue);
            case State.AfterValue when next == ',': return Go(State.Key);
            case State.AfterValue when next == '}': return End();
            default: return JsonProgress.Malformed;
        }
    }

    /// <summary>Reports the arguments that are ready.</summary>
    public void Flush()
    {
        if (HasStarted && !HasArguments) output.Arguments(_value.Take());
    }

    /// <summary>Nothing more of this object comes, or nothing that fits: ends a call under way.</summary>
    public void Abort()
    {
        if (!output.IsInCall) return;
        Flush();
        output.EndCall(HasArguments ? default : _value.Closing());
    }

    /// <summary>Bytes of broken arguments that were not reported.</summary>
    public ReadOnlySpan<byte> Unreported => HasStarted && !HasArguments ? _value.Held : default;

    /// <summary>JSON's white space.</summary>
    public static bool IsSpace(byte next) => next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private JsonProgress Go(State state)
    {
        _state = state;
        return JsonProgress.More;
    }

    private JsonProgress InKey(byte next)
    {
        var progress = _value.Feed(next);
        if (progress != JsonProgress.Done) return progress;
        _member = Decode(_value.Text) switch
        {
            "name" when _name is null => Member.Name,
            "arguments" or "parameters" when !HasArguments && _early is null => Member.Arguments,
            _ => Member.Other,
        };
        return Go(State.Colon);
    }

    private JsonProgress BeginValue(byte next)
    {
        if (_member == Member.Name && next != '"') return JsonProgress.Malformed;
        if (_member == Member.Arguments)
        {
            if (next is (byte)'"' or (byte)'n') _member = Member.ArgumentsText;
            else if (next != '{') return JsonProgress.Malformed;
            else if (_name is not null) Start();
        }

        _state = State.InValue;
        _value.Reset();
        return InValue(next);
    }

    private JsonProgress InValue(byte next)
    {
        var progress = _value.Feed(next);
        if (progress is JsonProgress.More or JsonProgress.Malformed) return progress;
        _state = State.AfterValue;
        if (!TakeValue()) return JsonProgress.Malformed;
        return progress == JsonProgress.DoneBefore ? Feed(next) : JsonProgress.More;
    }

    private bool TakeValue()
    {
        switch (_member)
        {
            case Member.Name:
                _name = Decode(_value.Text);
                if (_name.Length == 0 || known?.Contains(_name) == false) return false;
                if (_early is not null) Report(_early);
                return true;
            case Member.Arguments when HasStarted:
                output.Arguments(_value.Take());
                HasArguments = true;
                return true;
            case Member.Arguments:
                _early = _value.Text.ToArray();
                return true;
            case Member.ArgumentsText:
                var arguments = ObjectWithin(_value.Text);
                if (arguments is null) return false;
                if (_name is null) _early = arguments;
                else Report(arguments);
                return true;
            default:
                return true;
        }
    }

    private JsonProgress End()
    {
        if (_name is null) return JsonProgress.Malformed;
        if (!HasArguments) Report("{}"u8);
        output.EndCall(default);
        return JsonProgress.Done;
    }

    private void Report(ReadOnlySpan<byte> arguments)
    {
        Start();
        output.Arguments(arguments);
        HasArguments = true;
    }

    private void Start()
    {
        HasStarted = true;
        output.StartCall(_name!);
    }

    private static string Decode(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString()!;
    }

    // Some models write the arguments as text, or as null where there are none.
    private static byte[]? ObjectWithin(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("null"u8)) return "{}"u8.ToArray();
        var text = System.Text.Encoding.UTF8.GetBytes(Decode(json)).AsSpan().Trim(" \t\r\n"u8);
        if (text.IsEmpty) return "{}"u8.ToArray();
        if (text[0] != '{') return null;
        var inner = new JsonValueReader();
        inner.Reset();
        for (var i = 0; i < text.Length; i++)
        {
            var progress = inner.Feed(text[i]);
            if (progress == JsonProgress.Done) return i == text.Length - 1 ? inner.Text.ToArray() : null;
            if (progress != JsonProgress.More) return null;
        }

        return null;
    }
}
