using System.Text;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// What follows [TOOL_CALLS]: an array of call objects, or, with newer models, a name, perhaps [CALL_ID] and [ARGS], and the
/// arguments.
/// </summary>
internal sealed class BracketBody(ToolOutputWriter output) : CallObjectsBody(output, known: null), ICallBody
{
    private const int MaxHeader = 256;

    private readonly ArgumentsReader _arguments = new(output);
    private readonly StringBuilder _header = new();
    private State _state;

    private enum State
    {
        Open,
        BeforeItem,
        AfterItem,
        Header,
        Arguments,
    }

    /// <inheritdoc/>
    public override void Begin(string marker)
    {
        base.Begin(marker);
        _state = State.Open;
        _header.Clear();
    }

    void ICallBody.Flush()
    {
        if (_state == State.Arguments) _arguments.Flush();
        else Flush();
    }

    bool ICallBody.Cut()
    {
        if (_state != State.Arguments) return Cut();
        _arguments.Break();
        return false;
    }

    /// <inheritdoc/>
    protected override BodyProgress Between(byte next)
    {
        if (_state == State.Arguments) return _arguments.Feed(next);
        if (_state == State.Header) return InHeader(next);
        if (CallObjectReader.IsSpace(next)) return BodyProgress.More;
        switch (_state)
        {
            case State.Open when next == '[':
                _state = State.BeforeItem;
                return BodyProgress.More;
            case State.Open:
                _state = State.Header;
                return InHeader(next);
            case State.BeforeItem when next == '{':
                _state = State.AfterItem;
                return BeginCall(next);
            case State.AfterItem when next == ',':
                _state = State.BeforeItem;
                return BodyProgress.More;
            case State.AfterItem when next == ']':
                return BodyProgress.Done;
            default:
                return BodyProgress.Rejected;
        }
    }

    private BodyProgress InHeader(byte next)
    {
        if (next == '{') return BeginArguments(next);
        if (next is < 0x20 or >= 0x80 || _header.Length == MaxHeader) return BodyProgress.Rejected;
        _header.Append((char)next);
        return BodyProgress.More;
    }

    private BodyProgress BeginArguments(byte next)
    {
        var header = _header.ToString();
        var end = header.IndexOf('[', StringComparison.Ordinal);
        var name = (end < 0 ? header : header[..end]).Trim();
        var isWhole = end < 0 || header.TrimEnd().EndsWith("[ARGS]", StringComparison.Ordinal);
        if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal) || !isWhole) return BodyProgress.Rejected;
        _state = State.Arguments;
        return _arguments.Begin(name, next);
    }
}
