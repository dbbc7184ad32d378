using System.Text;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>What follows &lt;function=: a name, &gt;, the arguments as JSON, and &lt;/function&gt;, which may be missing.</summary>
internal sealed class FunctionJsonBody(ToolOutputWriter output) : ICallBody
{
    private const int MaxName = 256;

    private readonly ArgumentsReader _arguments = new(output);
    private readonly ClosingTag _tag = new("</function>");
    private readonly StringBuilder _name = new();
    private State _state;

    private enum State
    {
        Name,
        Open,
        Arguments,
        Closed,
    }

    /// <inheritdoc/>
    public void Begin(string marker)
    {
        _tag.Reset();
        _name.Clear();
        _state = State.Name;
    }

    /// <inheritdoc/>
    public BodyProgress Feed(byte next)
    {
        switch (_state)
        {
            case State.Name when next == '>' && _name.Length > 0:
                _state = State.Open;
                return BodyProgress.More;
            case State.Name:
                if (next is <= 0x20 or (byte)'<' or (byte)'>' or >= 0x7F || _name.Length == MaxName) return BodyProgress.Rejected;
                _name.Append((char)next);
                return BodyProgress.More;
            case State.Open when next == '{':
                _state = State.Arguments;
                return _arguments.Begin(_name.ToString(), next);
            case State.Open:
                return CallObjectReader.IsSpace(next) ? BodyProgress.More : BodyProgress.Rejected;
            case State.Arguments:
                var progress = _arguments.Feed(next);
                if (progress != BodyProgress.Done) return progress;
                _state = State.Closed;
                return BodyProgress.Reported;
            default:
                return _tag.Feed(next);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_state == State.Arguments) _arguments.Flush();
    }

    /// <inheritdoc/>
    public bool Cut()
    {
        if (_state == State.Arguments) _arguments.Break();
        return _state is State.Name or State.Open;
    }
}
