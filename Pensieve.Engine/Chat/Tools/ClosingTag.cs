namespace Pensieve.Engine.Chat.Tools;

/// <summary>Matches a tag with white space before it, byte by byte.</summary>
/// <param name="tag">ASCII, not empty.</param>
internal sealed class ClosingTag(string tag = "</tool_call>")
{
    private int _matched;

    /// <summary>Part of it was seen.</summary>
    public bool HasBegun => _matched > 0;

    /// <summary>Starts over.</summary>
    public void Reset() => _matched = 0;

    /// <summary>Takes the next byte.</summary>
    public BodyProgress Feed(byte next)
    {
        if (_matched == 0 && CallObjectReader.IsSpace(next)) return BodyProgress.More;
        if (next != tag[_matched]) return BodyProgress.Unread;
        return ++_matched == tag.Length ? BodyProgress.Done : BodyProgress.More;
    }
}
