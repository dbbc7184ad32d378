namespace Pensieve.Engine.Chat.Tools;

/// <summary>One or more call objects, then &lt;/tool_call&gt;, which may be missing.</summary>
internal sealed class TaggedJsonBody(ToolOutputWriter output) : CallObjectsBody(output, known: null)
{
    private readonly ClosingTag _tag = new();

    /// <inheritdoc/>
    public override void Begin(string marker)
    {
        base.Begin(marker);
        _tag.Reset();
    }

    /// <inheritdoc/>
    protected override BodyProgress Between(byte next)
    {
        if (next == '{' && !_tag.HasBegun) return BeginCall(next);
        if (HadCall) return _tag.Feed(next);
        return CallObjectReader.IsSpace(next) ? BodyProgress.More : BodyProgress.Rejected;
    }
}
