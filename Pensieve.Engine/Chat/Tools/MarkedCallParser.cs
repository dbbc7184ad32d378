using System.Runtime.InteropServices;
using System.Text;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>Looks for marks in the text and hands what follows them to the format's body, until that has its calls or rejects it.</summary>
/// <param name="markers">What calls begin with.</param>
/// <param name="body">Reads what follows.</param>
/// <param name="output">Takes text and calls.</param>
/// <param name="startsBare">Whether an output whose first character but white space is this one may begin with a call without a mark; null = none may.</param>
internal sealed class MarkedCallParser(string[] markers, ICallBody body, ToolOutputWriter output, Func<byte, bool>? startsBare = null) : IToolCallParser
{
    private readonly StopMatcher _matcher = new([.. markers]);
    private readonly List<byte> _unreported = [];
    private bool _isAtStart = startsBare is not null;
    private bool _isInBody;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty) utf8 = utf8[(_isInBody ? TakeBody(utf8[0]) : _isAtStart ? TakeStart(utf8) : TakeText(utf8))..];
        if (_isInBody) body.Flush();
        else output.ReleaseText(_matcher.Pending);
    }

    /// <inheritdoc/>
    public void Complete()
    {
        if (_isInBody && body.Cut()) DeliverUnreported();
        output.Finish();
    }

    private int TakeStart(ReadOnlySpan<byte> utf8)
    {
        if (CallObjectReader.IsSpace(utf8[0]))
        {
            output.AddText(utf8[..1]);
            return 1;
        }

        _isAtStart = false;
        if (startsBare!(utf8[0])) Enter("");
        return 0;
    }

    private int TakeText(ReadOnlySpan<byte> utf8)
    {
        var end = _matcher.Feed(utf8, out var marker, out var length);
        output.AddText(end < 0 ? utf8 : utf8[..end]);
        if (end < 0) return utf8.Length;
        output.RemoveEnd(length);
        Enter(marker!);
        return end;
    }

    private void Enter(string marker)
    {
        _matcher.Restart();
        _isInBody = true;
        _unreported.Clear();
        _unreported.AddRange(Encoding.UTF8.GetBytes(marker));
        body.Begin(marker);
    }

    private int TakeBody(byte next)
    {
        switch (body.Feed(next))
        {
            case BodyProgress.More:
                _unreported.Add(next);
                return 1;
            case BodyProgress.Reported:
                _unreported.Clear();
                return 1;
            case BodyProgress.Done:
                _isInBody = false;
                return 1;
            case BodyProgress.DoneBefore:
                _isInBody = false;
                return 0;
            case BodyProgress.Unread:
                // The beginning of a closing mark, which may be the beginning of an opening one.
                _isInBody = false;
                TakeText(CollectionsMarshal.AsSpan(_unreported));
                return 0;
            default:
                DeliverUnreported();
                _isInBody = false;
                return 0;
        }
    }

    private void DeliverUnreported()
    {
        output.AddText(CollectionsMarshal.AsSpan(_unreported));
        _unreported.Clear();
    }
}
