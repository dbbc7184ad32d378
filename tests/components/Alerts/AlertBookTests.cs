using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Overview;

namespace Pensieve.Tests.Components.Alerts;

public sealed class AlertBookTests
{
    private static readonly Finding s_warning = new(Severity.Warning, "warn") { Rule = "queue", Href = "requests" };
    private readonly AlertBook _book = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Advance_ShortTrouble_IsNoAlert()
    {
        for (var round = 0; round < 10; round++)
        {
            Assert.Empty(Step(s_warning).Began);
            Assert.Empty(Step(s_warning).Began);
            Assert.Empty(Step().Began);
        }

        Assert.Empty(_book.Active);
    }

    [Fact]
    public void Advance_Held_BeginsOnceAndEndsOnlyAfterQuiet()
    {
        for (var i = 0; i < 3; i++) Assert.Empty(Step(s_warning).Began);
        Assert.Equal(("queue", "requests"), (Step(s_warning).Began[0].Rule, _book.Active[0].Href));
        Assert.Empty(Step(s_warning with { Severity = Severity.Critical, Sentence = "worse" }).Began);
        Assert.Equal((Severity.Critical, "worse"), (_book.Active[0].Severity, _book.Active[0].Title));

        // A flutter keeps it.
        for (var i = 0; i < 8; i++) Assert.Empty(Step().Ended);
        Assert.NotNull(_book.Active[0].ClearAt);
        Step(s_warning);
        Assert.Null(_book.Active[0].ClearAt);
        for (var i = 0; i < 10; i++) Assert.Empty(Step().Ended);
        var over = Assert.Single(Step().Ended);
        Assert.Equal(_now - AlertBook.ClearAfter, over.EndedAt);
        Assert.Empty(_book.Active);
        Assert.Equal(over, Assert.Single(_book.Ended));
    }

    [Fact]
    public void Advance_Critical_BeginsAtOnce() => Assert.Single(Step(s_warning with { Severity = Severity.Critical }).Began);

    [Fact]
    public void Advance_ManyEnded_KeepsTheNewest()
    {
        for (var i = 0; i < AlertBook.HistoryLimit + 5; i++)
        {
            Step(new Finding(Severity.Critical, $"{i}") { Rule = $"r{i}" });
            for (var quiet = 0; quiet < 11; quiet++) Step();
        }

        Assert.Equal((AlertBook.HistoryLimit, $"{AlertBook.HistoryLimit + 4}"), (_book.Ended.Count, _book.Ended[0].Title));
    }

    [Fact]
    public void Restore_AlertsOfBefore_StandBehindThoseSinceWithinTheLimit()
    {
        Step(new Finding(Severity.Critical, "since") { Rule = "r" });
        for (var quiet = 0; quiet < 11; quiet++) Step();
        Alert Older(int i) => new(0, "queue", Severity.Warning, $"{i}", null, null, "", _now.AddDays(-1).AddMinutes(i), null, null);
        _book.Restore([.. Enumerable.Range(0, AlertBook.HistoryLimit).Select(Older)]);

        Assert.Equal((AlertBook.HistoryLimit, "since", $"{AlertBook.HistoryLimit - 1}", "1"), (_book.Ended.Count, _book.Ended[0].Title, _book.Ended[1].Title, _book.Ended[^1].Title));
        Assert.Equal(AlertBook.HistoryLimit, _book.Ended.Select(a => a.Id).Distinct().Count());
    }

    private (IReadOnlyList<Alert> Began, IReadOnlyList<Alert> Ended) Step(params Finding[] findings)
    {
        _now += TimeSpan.FromSeconds(1);
        return _book.Advance(_now, findings);
    }
}
