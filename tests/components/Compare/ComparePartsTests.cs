using Pensieve.Console.Features.Compare;
using Pensieve.Harness.Reports.Comparison;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Components.Compare;

/// <summary>The verdict and the table of a comparison, with every kind of change.</summary>
public sealed class ComparePartsTests : ComponentTest
{
    private const string Few = "1 run against 1: 5 are needed on each side";
    private static readonly ComparedChange s_worse = new(1.5, ChangeVerdict.Regressed, null, 0.008) { Lower = 1.4, Upper = 1.62, Test = "signed-rank test of 8 pairs" };
    private static readonly ComparedChange s_unknown = new(1.02, ChangeVerdict.Inconclusive, Few, null);

    [Fact]
    public void Verdicts_ThatAreTheSame_AreSaidOnceForTheirSides()
    {
        var part = Verdicts(Of(4, Figure([s_worse, s_unknown, s_worse])));
        Assert.Equal(["B D", "C"], part.FindAll("[data-side]").Select(s => s.GetAttribute("data-side")));
        Assert.Equal("B and D against A: regressed. 1 of 1 figure regressed. By the signed-rank test of 8 pairs.", part.Find("[data-side='B D'].tone-bad").TextContent.Trim());
        Assert.Equal($"C against A: inconclusive. 1 of 1 figure inconclusive. {Few}.", part.Find("[data-side=C].tone-muted").TextContent.Trim());
        Assert.Empty(part.FindAll(".tone-warn"));
    }

    [Fact]
    public void Verdicts_OfThreeAlike_NameThemInOneSentence() =>
        Assert.StartsWith("B, C and D against A: regressed.", Verdicts(Of(4, Figure([s_worse, s_worse, s_worse]))).Find("[data-side]").TextContent.Trim(), StringComparison.Ordinal);

    [Fact]
    public void Verdicts_OfOtherConditions_AreNone()
    {
        var comparison = Of(2, Figure([s_unknown])) with { Facts = [new ComparedFact("seed", ["1", "2"], InFingerprint: true)] };
        Assert.StartsWith("No verdict.", Verdicts(comparison).Find(".tone-warn").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(Verdicts(comparison with { Facts = [new ComparedFact("server version", ["1", "2"], InFingerprint: false)] }).FindAll(".tone-warn"));
    }

    [Fact]
    public void Table_NothingInCommon_SaysWhatToDo() =>
        Assert.Contains("Compare runs of the same suites.", Table(Of(2)).Find(".empty").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Table_Change_ShowsRatioIntervalAndChance()
    {
        var row = Table(Of(2, Figure([s_worse]))).Find("[data-figure='stress/spike ttft']");
        Assert.Equal(["ttft p50", "100 ms95 ms to 105 ms, n = 240", "× 1.51.4 to 1.62", "regressed p = 0.008"], new[] { 0, 1, 3, 4 }.Select(i => row.Children[i].TextContent));
        Assert.Contains("tone-bad", row.Children[4].ClassList);
    }

    [Fact]
    public void Table_ReasonOfAWholeSide_StandsAboveAndNotInEachRow()
    {
        var other = s_unknown with { Reason = "the interval holds both" };
        Assert.Equal("inconclusive", Table(Of(2, Figure([s_unknown]))).Find(".verdict").TextContent);
        Assert.Equal(
            ["inconclusive" + Few, "inconclusivethe interval holds both"], Table(Of(2, Figure([s_unknown]), Figure([other], "tpot p50"))).FindAll(".verdict").Select(v => v.TextContent));
    }

    [Fact]
    public void Table_ValuesOfEachKind_SayWhatTheyRestOn()
    {
        var table = Table(Of(5, new ComparedFigure("stress/spike", "ttft p50", "ms", null, false,
            [new(100, null, null, 0, 1), new(100, null, 120, 40, 1), new(100, null, null, 40, 1), new(100, 95, 105, 400, 8), new(null, null, null, 0, 0)],
            [.. Enumerable.Repeat(new ComparedChange(null, null, null, null), 4)]) { Key = "k" }));
        var cells = table.Find("[data-figure=k]").Children;
        Assert.Equal(["100 ms", "100 ms≤ 120 ms, n = 40", "100 msn = 40", "100 msmedian of 8 runs", "none"], new[] { 1, 2, 5, 8, 11 }.Select(i => cells[i].TextContent));
        Assert.Equal(("–", "–"), (cells[3].TextContent, cells[4].TextContent));
        Assert.Equal(["A", "B", "B ÷ A", "Verdict", "C", "C ÷ A"], table.FindAll("thead th").Skip(1).Take(6).Select(h => h.TextContent));
    }

    [Fact]
    public void Table_FiguresThatDecide_AreMarkedAtTheirCase() =>
        Assert.Equal(["stress/spike ★", "stress/spike"], Table(Of(2, Figure([s_worse]), Figure([s_worse], "tpot p50") with { Primary = false })).FindAll("tr.case th").Select(c => c.TextContent));

    private static ComparedFigure Figure(ComparedChange[] changes, string label = "ttft p50") =>
        new("stress/spike", label, "ms", "lower", true, [.. Enumerable.Repeat(new ComparedValue(100, 95, 105, 240, 1), changes.Length + 1)], changes) { Key = "stress/spike " + label.Split(' ')[0] };

    private static RunComparison Of(int groups, params ComparedFigure[] figures) => new([.. Enumerable.Range(0, groups).Select(i => new RunGroup($"{(char)('A' + i)}", []))], figures, []);

    private IRenderedComponent<SideVerdicts> Verdicts(RunComparison comparison) => Render<SideVerdicts>(p => p.Add(v => v.Comparison, comparison));

    private IRenderedComponent<ChangeTable> Table(RunComparison comparison) => Render<ChangeTable>(p => p.Add(t => t.Comparison, comparison));
}
