namespace Pensieve.Engine.Chat.Tools;

/// <summary>A body of call objects; what stands between them is the format's own.</summary>
/// <param name="output">Told of the calls.</param>
/// <param name="known">See <see cref="CallObjectReader"/>.</param>
internal abstract class CallObjectsBody(ToolOutputWriter output, OfferedTools? known) : ICallBody
{
    private readonly CallObjectReader _call = new(output, known);
    private bool _isInCall;

    /// <summary>At least one call of this body is whole.</summary>
    protected bool HadCall { get; private set; }

    /// <summary>Told of the calls.</summary>
    protected ToolOutputWriter Output => output;

    /// <inheritdoc/>
    public virtual void Begin(string marker) => _isInCall = HadCall = false;

    /// <inheritdoc/>
    public BodyProgress Feed(byte next) => _isInCall ? InCall(next) : Between(next);

    /// <inheritdoc/>
    public void Flush()
    {
        if (_isInCall) _call.Flush();
    }

    /// <inheritdoc/>
    public bool Cut()
    {
        if (!_isInCall) return !HadCall;
        if (!_call.HasStarted) return true;
        _call.Abort();
        return false;
    }

    /// <summary>Takes a byte outside of call objects.</summary>
    protected abstract BodyProgress Between(byte next);

    /// <summary>A call object begins with this byte.</summary>
    protected BodyProgress BeginCall(byte next)
    {
        _isInCall = true;
        _call.Reset();
        return InCall(next);
    }

    private BodyProgress InCall(byte next)
    {
        switch (_call.Feed(next))
        {
            case JsonProgress.Done:
                _isInCall = false;
                HadCall = true;
                return BodyProgress.Reported;
            case JsonProgress.Malformed:
                _call.Abort();
                output.AddText(_call.Unreported);
                return BodyProgress.Rejected;
            default:
                return _call.HasStarted ? BodyProgress.Reported : BodyProgress.More;
        }
    }
}
