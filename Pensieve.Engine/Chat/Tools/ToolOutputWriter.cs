using System.Buffers;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// The way from a parser to its sink. Text waits here while it may still be part of a mark, and white space while a call
/// may follow it: beside calls it is dropped.
/// </summary>
internal sealed class ToolOutputWriter(IToolCallSink sink)
{
    private static readonly SearchValues<byte> s_space = SearchValues.Create(" \t\r\n"u8);

    private byte[] _text = new byte[256];
    private int _length;
    private bool _hasCalls;
    private bool _isBesideCall;

    /// <summary>True from the start of a call to its end.</summary>
    public bool IsInCall { get; private set; }

    /// <summary>Takes text; it is delivered by <see cref="ReleaseText"/>.</summary>
    public void AddText(ReadOnlySpan<byte> utf8)
    {
        if (_length + utf8.Length > _text.Length) Array.Resize(ref _text, Math.Max(_length + utf8.Length, 2 * _text.Length));
        utf8.CopyTo(_text.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <summary>Takes a mark back out of the text.</summary>
    public void RemoveEnd(int bytes) => _length -= bytes;

    /// <summary>Delivers all text but the last <paramref name="keep"/> bytes and the white space before them.</summary>
    public void ReleaseText(int keep)
    {
        var ready = _text.AsSpan(0, _length - keep);
        var start = _isBesideCall ? Math.Max(0, ready.IndexOfAnyExcept(s_space)) : 0;
        var end = ready.LastIndexOfAnyExcept(s_space) + 1;
        if (end == 0) return;
        sink.Text(ready[start..end]);
        _isBesideCall = false;
        _text.AsSpan(end, _length - end).CopyTo(_text);
        _length -= end;
    }

    /// <summary>Delivers the text before a call and begins it.</summary>
    public void StartCall(string name)
    {
        ReleaseText(0);
        _length = 0;
        IsInCall = _hasCalls = true;
        sink.CallStart(name);
    }

    /// <summary>Delivers a fragment of arguments.</summary>
    public void Arguments(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty) sink.Arguments(utf8);
    }

    /// <summary>Ends the call.</summary>
    public void EndCall(ReadOnlySpan<byte> missing)
    {
        IsInCall = false;
        _isBesideCall = true;
        sink.CallEnd(missing);
    }

    /// <summary>The output is over.</summary>
    public void Finish()
    {
        ReleaseText(0);
        if (!_hasCalls && _length > 0) sink.Text(_text.AsSpan(0, _length));
        _length = 0;
    }
}
