using System.Text;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// What follows &gt;&gt;&gt;: whom the model speaks to, on a line of its own. That is "all", whose text follows, or an offered tool,
/// whose arguments follow as JSON.
/// </summary>
internal sealed class RecipientBody(OfferedTools tools, ToolOutputWriter output) : ICallBody
{
    /// <summary>The mark.</summary>
    public const string Mark = ">>>";

    private const string Everybody = "all";

    private readonly ArgumentsReader _arguments = new(output);
    private readonly StringBuilder _name = new();
    private State _state;

    private enum State
    {
        Name,
        Open,
        Arguments,
    }

    /// <inheritdoc/>
    public void Begin(string marker)
    {
        _name.Clear();
        _state = State.Name;
    }

    /// <inheritdoc/>
    public BodyProgress Feed(byte next)
    {
        switch (_state)
        {
            case State.Name when next != '\n': return InName(next);
            case State.Name:
                var name = _name.ToString();
                if (name == Everybody) return BodyProgress.Done;
                _state = State.Open;
                return tools.Contains(name) ? BodyProgress.More : BodyProgress.Rejected;
            case State.Open when next == '{':
                _state = State.Arguments;
                return _arguments.Begin(_name.ToString(), next);
            case State.Open: return CallObjectReader.IsSpace(next) ? BodyProgress.More : BodyProgress.Rejected;
            default: return _arguments.Feed(next);
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
        return _state != State.Arguments;
    }

    // Text is held back no longer than it can still become a name.
    private BodyProgress InName(byte next)
    {
        _name.Append((char)next);
        var name = _name.ToString();
        return Everybody.StartsWith(name, StringComparison.Ordinal) || tools.Names.Any(n => n.StartsWith(name, StringComparison.Ordinal)) ? BodyProgress.More : BodyProgress.Rejected;
    }
}
