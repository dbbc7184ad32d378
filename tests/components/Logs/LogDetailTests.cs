using Microsoft.Extensions.Logging;
using Pensieve.Console.Features.Logs;

namespace Pensieve.Tests.Components.Logs;

public sealed class LogDetailTests : ComponentTest
{
    private static readonly LogLine s_line = new(12, DateTimeOffset.UnixEpoch, LogLevel.Error, "Pensieve.Engine.Worker", 2104, "It crashed.", "at Frame()", "req 7");

    [Theory]
    [InlineData(LogLevel.Debug, "Debug", "pill-muted")]
    [InlineData(LogLevel.Information, "Info", "pill-info")]
    [InlineData(LogLevel.Warning, "Warning", "pill-warn")]
    [InlineData(LogLevel.Critical, "Critical", "pill-bad")]
    public void Level_IsAWordAndATone(LogLevel level, string word, string pill) => Assert.Equal(word, Show(s_line with { Level = level }).Find(".pill." + pill).TextContent);

    [Fact]
    public void Entry_WithEverything_LeadsToItsRequestAndAllAboutIt()
    {
        var detail = Show(s_line);
        Assert.Equal("Entry 12", detail.Find("h2").TextContent);
        Assert.Equal("Pensieve.Engine.Worker, event 2104", detail.Find(".muted").TextContent);
        Assert.Equal(["It crashed.", "at Frame()"], detail.FindAll("pre").Select(p => p.TextContent));
        Assert.Equal(["requests?id=req%207", LogsPage.Link("req 7")], detail.FindAll(".links a").Select(a => a.GetAttribute("href")));
        Assert.Equal("logs?q=x", detail.FindAll("a").Single(a => a.TextContent == "Close").GetAttribute("href"));
    }

    [Fact]
    public void Entry_Plain_HasNoEmptyParts()
    {
        var detail = Show(s_line with { EventId = 0, Exception = null, RequestId = null });
        Assert.Equal("Pensieve.Engine.Worker", detail.Find(".muted").TextContent);
        Assert.Single(detail.FindAll("pre"));
        Assert.Empty(detail.FindAll(".links"));
    }

    private IRenderedComponent<LogDetail> Show(LogLine line) => Render<LogDetail>(p => p.Add(d => d.Line, line).Add(d => d.CloseHref, "logs?q=x"));
}
