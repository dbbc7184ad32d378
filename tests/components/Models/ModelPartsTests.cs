using System.Globalization;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Models.Keeping;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Models;

namespace Pensieve.Tests.Components.Models;

/// <summary>The small parts of the models page: memory, what the linter says, the log of loads.</summary>
public sealed class ModelPartsTests : ComponentTest
{
    private const long Mega = 1_000_000;

    [Fact]
    public void Memory_Parts_AddHostAndDeviceAndAreDrawnByTheirShare()
    {
        var bar = Render<MemoryBar>(p => p.Add(b => b.Estimate, new MemoryEstimate
        {
            HostWeightBytes = 100 * Mega, DeviceWeightBytes = 300 * Mega, HostKvBytes = 0, DeviceKvBytes = 200 * Mega, HostComputeBytes = 50 * Mega, DeviceComputeBytes = 50 * Mega, OverheadBytes = 300 * Mega, MappedCopyBytes = 0,
        }));
        Assert.Equal(["Weights", "KV cache", "Compute", "Process"], bar.FindAll("dt").Select(t => t.TextContent));
        Assert.Equal(new long[] { 400, 200, 100, 300 }.Select(m => FitCheck.Size(m * Mega)), bar.FindAll("dd").Select(d => d.TextContent));
        Assert.Equal(["flex-grow:400", "flex-grow:200", "flex-grow:100", "flex-grow:300"], bar.FindAll(".bar span").Select(s => s.GetAttribute("style")));
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, "1 warning")]
    [InlineData(0, 2, "2 notes")]
    [InlineData(2, 1, "2 warnings, 1 note")]
    public void Template_Findings_AreCountedByTheirGravity(int warnings, int notes, string? summary)
    {
        var part = Render<TemplateNotes>(p => p.Add(t => t.HasTemplate, true).Add(t => t.Findings,
            [.. Enumerable.Repeat(new ChatTemplateFinding("w", ChatTemplateSeverity.Warning, "It drops tools."), warnings), .. Enumerable.Repeat(new ChatTemplateFinding("n", ChatTemplateSeverity.Note, "It is long."), notes)]));
        if (summary is null) Assert.Equal("Nothing to say against its chat template.", part.Find("p.good").TextContent);
        else Assert.Equal("Chat template: " + summary, part.Find("summary").TextContent);
        Assert.Equal(
            [.. Enumerable.Repeat("Warning: It drops tools.", warnings), .. Enumerable.Repeat("Note: It is long.", notes)], part.FindAll("li").Select(li => li.TextContent));
    }

    [Fact]
    public void Template_None_SaysWhatThatMeans() =>
        Assert.Contains("it serves completions only", Render<TemplateNotes>().Find("p").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Loads_NoneOrNoLog_SayWhich()
    {
        Assert.Equal("No load has ended yet.", Log([]).Find(".empty-title").TextContent);
        var broken = Log([], trouble: "The database does not answer.");
        Assert.Equal(("The log of loads cannot be read.", "The database does not answer."), (broken.Find(".empty-title").TextContent, broken.Find(".empty-next").TextContent));
    }

    [Fact]
    public void Loads_UnderWay_ComeBeforeThoseThatEnded()
    {
        var at = DateTimeOffset.UnixEpoch.AddDays(1);
        var log = Log(
            [new LoadRow { StartedAt = at.ToUnixTimeMilliseconds(), Model = "big", Source = "api", Seconds = 2.5, Failure = "no memory" }, new LoadRow { Model = "tiny", Source = "start", Seconds = 0.25, Options = "2 slots" }],
            [new RunningLoad("next", new ModelLoadOptions { Path = "/next.gguf" }, at)]);
        var lines = log.FindAll("li");
        var when = at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        Assert.Equal($"next loading since {when}", lines[0].TextContent.Trim());
        Assert.StartsWith($"big {when}, 2.5 s, over the API", lines[1].TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(("failed", "no memory"), (lines[1].GetAttribute("data-load"), lines[1].QuerySelector("p")!.TextContent));
        Assert.EndsWith("250 ms, at the start: 2 slots", lines[2].TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(("done", null), (lines[2].GetAttribute("data-load"), lines[2].QuerySelector("p")));
    }

    private IRenderedComponent<LoadLog> Log(IReadOnlyList<LoadRow> rows, IReadOnlyList<RunningLoad>? running = null, string? trouble = null) =>
        Render<LoadLog>(p => p.Add(l => l.Rows, rows).Add(l => l.Running, running ?? []).Add(l => l.Trouble, trouble));
}
