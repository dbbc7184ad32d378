using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// &lt;function=name&gt;, &lt;parameter=key&gt;value&lt;/parameter&gt;*, &lt;/function&gt;, with or without &lt;tool_call&gt; around it. Values are
/// bare text: those that the schema calls strings stream as strings, others count as JSON if they are.
/// </summary>
internal sealed class FunctionXmlBody(OfferedTools tools, ToolOutputWriter output) : ICallBody
{
    /// <summary>Begins a call.</summary>
    public const string FunctionTag = "<function=";

    private const string ParameterTag = "<parameter=";
    private const string FunctionEnd = "</function>";
    private const int MaxName = 256;

    private static readonly string[] s_valueEnds = ["</parameter>", "\n</parameter>"];

    private readonly StopMatcher _valueEnd = new([.. s_valueEnds]);
    private readonly ClosingTag _tag = new();
    private readonly StringBuilder _word = new();
    private readonly List<byte> _value = [];
    private State _state;
    private string _name = "";
    private bool _hasParameters;
    private bool _isText;
    private bool _isFirstOfValue;

    private enum State
    {
        Open,
        Name,
        Inside,
        Key,
        Value,
        Closed,
    }

    /// <inheritdoc/>
    public void Begin(string marker)
    {
        _tag.Reset();
        _word.Clear();
        _state = marker == FunctionTag ? State.Name : State.Open;
    }

    /// <inheritdoc/>
    public BodyProgress Feed(byte next)
    {
        switch (_state)
        {
            case State.Value: return InValue(next);
            case State.Closed: return _tag.Feed(next);
            case State.Name or State.Key: return InName(next);
            default: break;
        }

        if (_word.Length == 0 && CallObjectReader.IsSpace(next)) return output.IsInCall ? BodyProgress.Reported : BodyProgress.More;
        _word.Append((char)next);
        var word = _word.ToString();
        if (_state == State.Open) return Match(word, FunctionTag, State.Name);
        if (ParameterTag.StartsWith(word, StringComparison.Ordinal)) return Match(word, ParameterTag, State.Key);
        return word == FunctionEnd ? End() : Match(word, FunctionEnd, State.Closed);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_state == State.Value && _isText) ReportText(_value.Count - _valueEnd.Pending);
    }

    /// <inheritdoc/>
    public bool Cut()
    {
        if (_state == State.Closed) return false;
        if (!output.IsInCall) return true;
        Break();
        return false;
    }

    private BodyProgress Match(string word, string tag, State then)
    {
        if (!tag.StartsWith(word, StringComparison.Ordinal)) return Reject();
        if (word.Length < tag.Length) return BodyProgress.More;
        _word.Clear();
        _state = then;
        return BodyProgress.More;
    }

    private BodyProgress InName(byte next)
    {
        if (next != '>')
        {
            if (next is < 0x20 or (byte)'<' || _word.Length == MaxName) return Reject();
            _word.Append((char)next);
            return BodyProgress.More;
        }

        // Bytes were taken one by one: back to text.
        var name = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(_word.ToString())).Trim().Trim('"');
        if (name.Length == 0) return Reject();
        _word.Clear();
        if (_state == State.Key) return BeginValue(name);
        _name = name;
        _hasParameters = false;
        _state = State.Inside;
        return BodyProgress.More;
    }

    private BodyProgress BeginValue(string key)
    {
        if (!output.IsInCall) output.StartCall(_name);
        _isText = tools.IsText(_name, key);
        _state = State.Value;
        _isFirstOfValue = true;
        _value.Clear();
        _valueEnd.Restart();
        // A key goes out with the beginning of its value, so that what was reported can be completed by brackets.
        _word.Append(_hasParameters ? ", " : "{").Append('"').Append(JsonEncodedText.Encode(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append("\": ");
        _hasParameters = true;
        return BodyProgress.Reported;
    }

    private BodyProgress InValue(byte next)
    {
        var isLeadingBreak = _isFirstOfValue && next == '\n';
        _isFirstOfValue = false;
        if (isLeadingBreak)
        {
            // It belongs to the tag; an empty value has no other.
            _valueEnd.Feed([next], out _, out _);
            return BodyProgress.Reported;
        }

        _value.Add(next);
        if (_valueEnd.Feed([next], out _, out var length) < 0) return BodyProgress.Reported;
        EndValue(Math.Max(0, _value.Count - length));
        return BodyProgress.Reported;
    }

    private void EndValue(int length)
    {
        if (_isText)
        {
            ReportText(length);
            ReportKey("\"");
            output.Arguments("\""u8);
        }
        else
        {
            var value = CollectionsMarshal.AsSpan(_value)[..length];
            ReportKey("");
            output.Arguments(JsonOf(value));
        }

        _word.Clear();
        _state = State.Inside;
    }

    private void ReportText(int length)
    {
        if (length <= 0) return;
        ReportKey("\"");
        output.Arguments(Escape(CollectionsMarshal.AsSpan(_value)[..length]));
        _value.RemoveRange(0, length);
    }

    private void ReportKey(string quote)
    {
        if (_word.Length == 0) return;
        output.Arguments(Encoding.UTF8.GetBytes(_word.Append(quote).ToString()));
        _word.Clear();
    }

    private BodyProgress End()
    {
        if (!output.IsInCall) output.StartCall(_name);
        output.Arguments(_hasParameters ? "}"u8 : "{}"u8);
        output.EndCall(default);
        _word.Clear();
        _state = State.Closed;
        return BodyProgress.Reported;
    }

    private BodyProgress Reject()
    {
        if (output.IsInCall) Break();
        return BodyProgress.Rejected;
    }

    private void Break()
    {
        if (_state != State.Value)
        {
            output.EndCall("}"u8);
            return;
        }

        if (_isText) ReportText(_value.Count - _valueEnd.Pending);
        var isKeyHeld = _word.Length > 0;
        output.EndCall(!isKeyHeld ? "\"}"u8 : _word[0] == '{' ? "{}"u8 : "}"u8);
    }

    private static byte[] Escape(ReadOnlySpan<byte> utf8) => JsonEncodedText.Encode(utf8, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();

    private static byte[] JsonOf(ReadOnlySpan<byte> value)
    {
        var text = value.Trim(" \t\r\n"u8);
        var reader = new JsonValueReader();
        reader.Reset();
        var progress = JsonProgress.Malformed;
        for (var i = 0; i < text.Length; i++)
        {
            progress = reader.Feed(text[i]);
            if (progress is JsonProgress.Malformed or JsonProgress.DoneBefore || (progress == JsonProgress.Done && i < text.Length - 1)) return Quote(value);
        }

        if (progress == JsonProgress.Done) return reader.Text.ToArray();
        // A number ends only with what follows it.
        return progress == JsonProgress.More && reader.Feed((byte)' ') == JsonProgress.DoneBefore ? reader.Text.ToArray() : Quote(value);
    }

    private static byte[] Quote(ReadOnlySpan<byte> value) => [(byte)'"', .. Escape(value), (byte)'"'];
}
