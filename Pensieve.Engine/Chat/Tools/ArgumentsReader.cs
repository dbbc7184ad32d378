namespace Pensieve.Engine.Chat.Tools;

/// <summary>Reads the arguments of a call whose name is known: one JSON object, streamed as it comes.</summary>
internal sealed class ArgumentsReader(ToolOutputWriter output)
{
    private readonly JsonValueReader _value = new();

    /// <summary>Begins the call with the { of its arguments.</summary>
    public BodyProgress Begin(string name, byte brace)
    {
        output.StartCall(name);
        _value.Reset();
        return Feed(brace);
    }

    /// <summary>Takes the next byte: Done = the call is whole; Rejected = it broke off before this byte.</summary>
    public BodyProgress Feed(byte next)
    {
        switch (_value.Feed(next))
        {
            case JsonProgress.Done:
                output.Arguments(_value.Take());
                output.EndCall(default);
                return BodyProgress.Done;
            case JsonProgress.Malformed:
                Break();
                output.AddText(_value.Held);
                return BodyProgress.Rejected;
            default:
                return BodyProgress.Reported;
        }
    }

    /// <summary>Reports what is ready.</summary>
    public void Flush() => output.Arguments(_value.Take());

    /// <summary>Ends the call as it is.</summary>
    public void Break()
    {
        output.Arguments(_value.Take());
        output.EndCall(_value.Closing());
    }
}
