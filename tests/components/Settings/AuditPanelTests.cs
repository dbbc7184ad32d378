using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Security.Audit;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

public sealed class AuditPanelTests : ComponentTest
{
    private readonly KeptSettings _kept = new();
    private readonly AuditRepository _repository;

    public AuditPanelTests()
    {
        _repository = new AuditRepository(_kept.Store, TimeProvider.System);
        Services.AddSingleton(_repository).AddSingleton(_kept.Audit);
    }

    [Fact]
    public void Trail_Empty_SaysSo()
    {
        var panel = Render<AuditPanel>();
        panel.WaitForAssertion(() => Assert.Equal("Nobody has done anything yet.", panel.Find(".empty-title").TextContent));
    }

    [Fact]
    public async Task Entries_DoneAndRefused_SayWhoDidWhatToWhat()
    {
        await _repository.AddAsync([Entry(1) with { Outcome = "done" }, Entry(2) with { Target = null, Address = null, Outcome = "Only operators may change this." }], default);
        var panel = Render<AuditPanel>();
        panel.WaitForAssertion(() => Assert.Equal(2, panel.FindAll("tbody tr").Count));
        Assert.Equal(["ann", "model.load", "–", "Only operators may change this.", "–"], panel.FindAll("tbody tr")[0].Children.Skip(1).Select(c => c.TextContent));
        Assert.Equal(["ann", "model.load", "tiny 1", "done", "10.0.0.9"], panel.FindAll("tbody tr")[1].Children.Skip(1).Select(c => c.TextContent));
        Assert.Equal(["refused", "done"], panel.FindAll("tbody tr").Select(r => r.Children[4].ClassName));
        Assert.DoesNotContain(panel.FindAll("button"), b => b.TextContent == "Older entries");
    }

    [Fact]
    public async Task Entries_Many_ComePageByPageAndFreshOnesOnDemand()
    {
        await _repository.AddAsync([.. Enumerable.Range(1, 60).Select(Entry)], default);
        var panel = Render<AuditPanel>();
        panel.WaitForAssertion(() => Assert.Equal(50, panel.FindAll("tbody tr").Count));
        Click(() => panel.FindAll("button").Single(b => b.TextContent == "Older entries"));
        panel.WaitForAssertion(() => Assert.Equal(Enumerable.Range(1, 60).Reverse().Select(i => $"tiny {i}"), panel.FindAll(".target").Select(t => t.TextContent)));
        Assert.DoesNotContain(panel.FindAll("button"), b => b.TextContent == "Older entries");
        await _repository.AddAsync([Entry(61)], default);
        Click(() => panel.FindAll("button").Single(b => b.TextContent == "Refresh"));
        panel.WaitForAssertion(() => Assert.Equal(("tiny 61", 50), (panel.Find(".target").TextContent, panel.FindAll(".target").Count)));
    }

    [Fact]
    public async Task Trail_Unreadable_IsSaidAndWhatWasReadStays()
    {
        await _repository.AddAsync([Entry(1)], default);
        var panel = Render<AuditPanel>();
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("tbody tr")));
        Broken.Store(_kept.Store);
        Click(() => panel.FindAll("button").Single(b => b.TextContent == "Refresh"));
        panel.WaitForAssertion(() => Assert.NotEqual("", panel.Find("[role=alert]").TextContent));
        Assert.Single(panel.FindAll("tbody tr"));
        var fresh = Render<AuditPanel>();
        fresh.WaitForAssertion(() => Assert.Single(fresh.FindAll("[role=alert]")));
        Assert.Empty(fresh.FindAll(".empty"));
    }

    [Fact]
    public void Entries_ThatNeverReachedTheDatabase_AreCounted()
    {
        for (var i = 0; i < 1030; i++) _kept.Audit.Record(null, "model.load", null, "done");
        Assert.Contains("6 entries are in the log only", Render<AuditPanel>().Find("p.audit-error").TextContent, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _kept.Dispose();
    }

    private static AuditEntry Entry(int number) =>
        new() { At = TimeProvider.System.GetUtcNow(), Who = "ann", WhoId = "k1", Action = "model.load", Target = $"tiny {number}", Outcome = "done", Address = "10.0.0.9" };
}
