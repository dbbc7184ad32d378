using System.Globalization;
using System.Text;

namespace Pensieve.Harness.Mock;

/// <summary>The mock's language: words, each of which is one token. What it answers follows from the prompt alone.</summary>
public static class MockText
{
    private static readonly string[] s_words = ["river", "stone", "lamp", "quiet", "seven", "path", "glass", "wind", "orchard", "copper", "night", "table", "silver", "field", "clock", "harbor"];

    /// <summary>Tokens of a text: its words.</summary>
    public static int Count(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A number of a prompt that its answer follows from.</summary>
    public static uint Key(string prompt)
    {
        var hash = 2166136261u;
        foreach (var c in prompt) hash = (hash ^ c) * 16777619u;
        return hash;
    }

    /// <summary>A token of the answer: a word with a space before it, except at the begin.</summary>
    public static string Token(uint key, int index)
    {
        var mixed = (key ^ ((uint)index * 2654435761u)) * 2246822519u;
        mixed ^= mixed >> 13;
        return (index == 0 ? "" : " ") + s_words[mixed % (uint)s_words.Length] + (mixed >> 8 & 63).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Some tokens of the answer.</summary>
    public static string Tokens(uint key, int from, int count)
    {
        if (count == 1) return Token(key, from);
        var text = new StringBuilder();
        for (var i = from; i < from + count; i++) text.Append(Token(key, i));
        return text.ToString();
    }
}
