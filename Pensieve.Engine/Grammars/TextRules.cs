using Pensieve.Engine.Grammars.Schema;

namespace Pensieve.Engine.Grammars;

/// <summary>Grammars of free text up to a mark.</summary>
internal static class TextRules
{
    /// <summary>
    /// Any text without the mark, then the mark, then a rule: the automaton that looks for the mark, one rule per state.
    /// </summary>
    /// <param name="rules">Takes the rules.</param>
    /// <param name="mark">ASCII, not empty.</param>
    /// <param name="then">What follows the mark; may refer to the result where <paramref name="name"/> is given.</param>
    /// <param name="mayEnd">The text may also end without the mark.</param>
    /// <param name="name">A reserved rule for the result; null = a new one.</param>
    public static string Until(GrammarRules rules, string mark, string then, bool mayEnd, string? name = null)
    {
        var states = mark.Select((_, i) => i == 0 && name is not null ? name : rules.Reserve()).ToArray();
        for (var state = 0; state < mark.Length; state++)
        {
            var ways = new List<string>();
            if (mayEnd) ways.Add("\"\"");
            var leading = "";
            foreach (var c in mark.Distinct())
            {
                var next = Next(mark, state, c);
                if (next == 0) continue;
                leading += GrammarRules.Escape(c, inClass: true);
                ways.Add($"{GrammarRules.Literal(c.ToString())} {(next == mark.Length ? then : states[next])}");
            }

            ways.Add($"[^{leading}] {states[0]}");
            rules.Define(states[state], string.Join(" | ", ways));
        }

        return states[0];
    }

    // Length of the longest beginning of the mark that the text now ends with.
    private static int Next(string mark, int state, char c)
    {
        var seen = mark[..state] + c;
        var length = Math.Min(seen.Length, mark.Length);
        while (!mark.StartsWith(seen[^length..], StringComparison.Ordinal)) length--;
        return length;
    }
}
