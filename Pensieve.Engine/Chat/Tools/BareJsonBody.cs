namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// Call objects without brackets of their own, several divided by semicolons or white space. Only calls of offered tools
/// count: an answer may well be JSON.
/// </summary>
internal sealed class BareJsonBody(OfferedTools tools, ToolOutputWriter output) : CallObjectsBody(output, tools)
{
    /// <inheritdoc/>
    protected override BodyProgress Between(byte next)
    {
        if (next == '{') return BeginCall(next);
        return CallObjectReader.IsSpace(next) || (HadCall && next == ';') ? BodyProgress.More : BodyProgress.Rejected;
    }
}
