using System.Globalization;
using System.Text.RegularExpressions;

namespace Pensieve.Tests.Integration.ShippedModel;

/// <summary>A row of the evaluation's table: of <paramref name="Cases"/> cases of a skill, <paramref name="Correct"/> were right.</summary>
public sealed partial record SkillShare(string Skill, int Cases, int Correct)
{
    /// <summary>The rows of a table as models/recipe/evaluate.py prints it, wherever they are in a text.</summary>
    public static IReadOnlyDictionary<string, SkillShare> ReadAll(string text) =>
        Row().Matches(text).Select(m => new SkillShare(m.Groups[1].Value, Number(m.Groups[2]), Number(m.Groups[3]))).ToDictionary(row => row.Skill);

    /// <summary>
    /// How many of <paramref name="cases"/> other cases are right at least, but for one time in a thousand, if this row's share is
    /// the true one: the lower end of its binomial distribution.
    /// </summary>
    public int LeastOf(int cases)
    {
        const double doubt = 0.001;
        // One more case, and that one wrong: a row without failures does not promise that there are none.
        var share = Correct / (Cases + 1.0);
        // In logarithms: that all of some hundred cases fail is less likely than any double says.
        var exactly = cases * Math.Log(1 - share);
        var below = 0.0;
        for (var right = 0; right < cases; right++)
        {
            below += Math.Exp(exactly);
            if (below >= doubt) return right;
            exactly += Math.Log((double)(cases - right) / (right + 1) * share / (1 - share));
        }

        return cases;
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (\w+) \| (\d+) \| (\d+) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
