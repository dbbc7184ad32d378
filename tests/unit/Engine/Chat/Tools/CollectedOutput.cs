using System.Text;
using System.Text.Json;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Engine.Chat.Tools;

/// <summary>Collects what a parser reports and fails at any departure from the order it promises.</summary>
internal sealed class CollectedOutput : IToolCallSink
{
    private StringBuilder? _arguments;

    public StringBuilder AllText { get; } = new();

    public List<CollectedCall> Calls { get; } = [];

    /// <summary>Everything in one string, with calls in brackets.</summary>
    public StringBuilder Transcript { get; } = new();

    public static CollectedOutput Parse(ToolCallFormat format, OfferedTools tools, IEnumerable<string> chunks)
    {
        var collected = new CollectedOutput();
        var parser = format.CreateParser(tools, collected);
        foreach (var chunk in chunks) parser.Append(Encoding.UTF8.GetBytes(chunk));
        parser.Complete();
        Assert.Null(collected._arguments);
        return collected;
    }

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Assert.Null(_arguments);
        Assert.False(utf8.IsEmpty);
        var text = Strict(utf8);
        AllText.Append(text);
        Transcript.Append(text);
    }

    public void CallStart(string name)
    {
        Assert.Null(_arguments);
        _arguments = new StringBuilder();
        Calls.Add(new CollectedCall(name));
        Transcript.Append('⟦').Append(name).Append('|');
    }

    public void Arguments(ReadOnlySpan<byte> utf8)
    {
        Assert.False(utf8.IsEmpty);
        var fragment = Strict(utf8);
        Assert.False(EndsWithinEscape(_arguments!.Append(fragment).ToString()), "A fragment ends within an escape: " + fragment);
        Transcript.Append(fragment);
    }

    public void CallEnd(ReadOnlySpan<byte> missing)
    {
        Calls[^1].Arguments = _arguments!.ToString();
        Calls[^1].Missing = Strict(missing);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(Calls[^1].Whole).ValueKind);
        Transcript.Append('|').Append(Calls[^1].Missing).Append('⟧');
        _arguments = null;
    }

    private static string Strict(ReadOnlySpan<byte> utf8) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);

    private static bool EndsWithinEscape(string json)
    {
        var slashes = 0;
        while (slashes < json.Length && json[^(slashes + 1)] == '\\') slashes++;
        if (slashes % 2 == 1) return true;
        for (var back = 1; back <= 4 && back <= json.Length; back++)
        {
            if (json[^back] != 'u') continue;
            var before = json[..^back];
            var run = before.Length - before.TrimEnd('\\').Length;
            if (run % 2 == 1 && json[^(back - 1)..].All(char.IsAsciiHexDigit)) return true;
        }

        return false;
    }
}

internal sealed class CollectedCall(string name)
{
    public string Name => name;

    public string Arguments { get; set; } = "";

    public string Missing { get; set; } = "";

    public string Whole => Arguments + Missing;
}
