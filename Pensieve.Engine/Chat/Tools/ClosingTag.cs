namespace Pensieve.Engine.Chat.Tools;

/// <summary>Matches &lt;/tool_call&gt; with white space before it, byte by byte.</summary>
internal sealed class ClosingTag
{
    private int _matched;

    private static ReadOnlySpan<byte> Tag => "</tool_call>"u8;

    /// <summary>Part of it was seen.</summary>
    public bool HasBegun => _matched > 0;

    /// <summary>Starts over.</summary>
    public void Reset() => _matched = 0;

    /// <summary>Takes the next byte.</summary>
    public BodyProgress Feed(byte next)
    {
        if (_matched == 0 && CallObjectReader.IsSpace(next)) return BodyProgress.More;
        if (next != Tag[_matched]) return BodyProgress.Unread;
        return ++_matched == Tag.Length ? BodyProgress.Done : BodyProgress.More;
    }
}
