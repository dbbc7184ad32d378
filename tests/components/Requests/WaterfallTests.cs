using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class WaterfallTests : ComponentTest
{
    [Fact]
    public void From_WholeRequest_HasItsPhasesInOrderOnOneAxis()
    {
        var record = Records.Of(trace: new RequestTrace
        {
            PromptBatches = [new PromptBatch(Records.Ns(11), Records.Ns(60), 100, 1), new PromptBatch(Records.Ns(61), Records.Ns(110), 50, 1)],
            LongestGaps = [new TokenGap(Records.Ns(500), 300_000_000), new TokenGap(Records.Ns(900), 20_000_000)],
        });
        var waterfall = RequestWaterfall.From(record, []);
        Assert.Equal(
            ["Read, rendered, tokenized", "Waited for a slot", "Prompt from the cache", "Evaluated 150 prompt tokens", "First token", "Generated 101 tokens", "End: End of turn"],
            waterfall.Lines.Select(l => l.Label));
        Assert.Equal(1113, waterfall.TotalMs);
        Assert.All(waterfall.Lines.SelectMany(l => l.Bars), b => Assert.True(b.From >= 0 && b.To >= b.From && b.To <= waterfall.TotalMs));
        Assert.Equal(0, waterfall.Lines[2].Bars[0].To - waterfall.Lines[2].Bars[0].From);
        Assert.Equal(2, waterfall.Lines[3].Bars.Count);
        Assert.Equal("100 ms, 2 steps", waterfall.Lines[3].Figure);
        Assert.Equal((500, 800), waterfall.Lines[5].Bars.Where(b => b.Kind == "stall").Select(b => (b.From, b.To)).Single());
        Assert.Contains("100 tokens/s", waterfall.Lines[5].Figure, StringComparison.Ordinal);
        Assert.Contains("1 stall", waterfall.Lines[5].Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void From_SetAside_IsPlacedWhereItWasAndLeavesItsSlotToOthers()
    {
        var self = Records.Of(slot: 1, trace: new RequestTrace
        {
            Suspensions = 3, SuspendedNs = 300_000_000, SetAside = [new Suspension(Records.Ns(200), 100_000_000, 0), new Suspension(Records.Ns(500), 150_000_000, 1)],
        });
        var beside = Shift(Records.Of("beside", slot: 0), 250);

        var waterfall = RequestWaterfall.From(self, [beside]);

        var line = waterfall.Lines.Single(l => l.Label.StartsWith("Set aside", StringComparison.Ordinal));
        Assert.Equal("300 ms, 3 times, 1 not drawn", line.Figure);
        Assert.Equal([(200, 300), (500, 650)], line.Bars.Select(b => (b.From, b.To)));
        Assert.Equal(["Slot 1", "Slot 0"], waterfall.Slots.Select(s => s.Label));
        Assert.Equal([(300, 500), (650, 1113)], waterfall.Slots[0].Bars.Select(b => (b.From, b.To)));
        Assert.Equal([("self", 10, 200), ("peer", 260, 1113)], waterfall.Slots[1].Bars.Select(b => (b.Kind, b.From, b.To)));
    }

    [Fact]
    public void From_RequestsOfAnotherBoot_AreNoNeighbours()
    {
        var self = Records.Of();
        var yesterday = Records.Of("yesterday", slot: 1) with { EndedAt = self.EndedAt.AddDays(-1) };
        Assert.Equal(["Slot 0"], RequestWaterfall.From(self, [yesterday]).Slots.Select(s => s.Label));
    }

    [Fact]
    public void From_NeverGotASlot_ShowsNoPhaseThatDidNotHappen()
    {
        var record = Records.Of(slotAt: -1, prefilledAt: -1, firstAt: -1, lastAt: -1, endedAt: 500, slot: -1, reason: FinishReason.Cancelled);
        var waterfall = RequestWaterfall.From(record, [record]);
        Assert.Equal(["Read, rendered, tokenized", "Waited, and never got a slot", "End: Cancelled"], waterfall.Lines.Select(l => l.Label));
        Assert.Empty(waterfall.Slots);
    }

    [Fact]
    public void From_Neighbours_StandsItsOwnSlotFirstAndCutsAtTheAxis()
    {
        var self = Records.Of();
        var before = Shift(Records.Of("before", slot: 0), -1105);
        var beside = Shift(Records.Of("beside", slot: 3), 500);
        var long_ago = Shift(Records.Of("long-ago", slot: 2), -5000);
        var slots = RequestWaterfall.From(self, [beside, self, before, long_ago]).Slots;
        Assert.Equal(["Slot 0", "Slot 3"], slots.Select(s => s.Label));
        Assert.Equal(["before", null], slots[0].Bars.Select(b => b.Request));
        Assert.Equal(0, slots[0].Bars[0].From);
        Assert.Equal(("peer", 510, 1113), (slots[1].Bars[0].Kind, slots[1].Bars[0].From, slots[1].Bars[0].To));
    }

    [Fact]
    public void Render_Bars_ArePlacedByShareAndNeighboursAreLinks()
    {
        var chart = Render<WaterfallChart>(p => p
            .Add(c => c.Waterfall, new RequestWaterfall(200, [new WaterfallLine("Decode", "100 ms", [new WaterfallBar(50, 150, "decode", "tip")])], [new WaterfallLine("Slot 1", "", [new WaterfallBar(0, 20, "peer", "other", "r2")])]))
            .Add(c => c.LinkTo, id => "requests?id=" + id));
        Assert.Equal("left:25%;width:50%", chart.Find(".decode").GetAttribute("style"));
        Assert.Equal("requests?id=r2", chart.Find("a.peer").GetAttribute("href"));
        Assert.Equal(["0 ms", "50 ms", "100 ms", "150 ms", "200 ms"], chart.FindAll(".axis span").Select(s => s.TextContent));
    }

    private static RequestRecord Shift(RequestRecord record, double ms)
    {
        var p = record.Result.Phases;
        var by = (long)(ms * 1e6);
        return record with { EndedAt = record.EndedAt.AddMilliseconds(ms), Result = record.Result with { Phases = p with { Received = p.Received + by, SlotAssigned = p.SlotAssigned + by, Ended = p.Ended + by } } };
    }
}
