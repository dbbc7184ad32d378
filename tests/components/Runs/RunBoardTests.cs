using System.Text.Json;
using Pensieve.Console.Features.Runs.Plots;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunBoardTests : ComponentTest
{
    private readonly BunitJSModuleInterop _browser;

    public RunBoardTests()
    {
        _browser = JSInterop.SetupModule("./Features/Runs/Plots/RunBoard.razor.js").SetupModule("create", _ => true);
        _browser.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Points_ThatAreNew_GoToTheBrowserWithTheLastOneBefore()
    {
        var board = Show(Board(1, 2, 3));
        Assert.Equal((0, "0 1 2", "1 2 3"), Sent("create"));
        board.Render(p => p.Add(b => b.Board, Board(1, 2, 3.5, null, 12345.678)));
        board.WaitForAssertion(() => Assert.Equal((2, "2 3 4", "3.5  12350"), Sent("update")));
    }

    [Fact]
    public void Points_ThatAreOthersThanBefore_AllGoAgain()
    {
        var board = Show(Board(1, 2, 3));
        board.Render(p => p.Add(b => b.Board, Board(4, 5, 6)).Add(b => b.Generation, 1));
        board.WaitForAssertion(() => Assert.Equal((0, "0 1 2", "4 5 6"), Sent("update")));
        board.Render(p => p.Add(b => b.Board, Board(7)));
        board.WaitForAssertion(() => Assert.Equal((0, "0", "7"), Sent("update")));
    }

    [Fact]
    public void Plot_ThatGainsALine_GoesWhole()
    {
        var board = Show(Board(1, 2));
        var more = Board(1, 2, 3);
        board.Render(p => p.Add(b => b.Board, more with { Plots = [more.Plots[0] with { Series = [.. more.Plots[0].Series, new PlotSeries("P99", [7, 8, 9], 4)] }] }));
        board.WaitForAssertion(() => Assert.Equal((0, "0 1 2", "1 2 3"), Sent("update")));
    }

    [Fact]
    public void Points_ThatComeDuringACall_FollowIt()
    {
        var call = _browser.SetupVoid("update", _ => true);
        var board = Show(Board(1));
        board.Render(p => p.Add(b => b.Board, Board(1, 2)));
        board.Render(p => p.Add(b => b.Board, Board(1, 2, 3)));
        Assert.Single(call.Invocations);
        call.SetVoidResult();
        board.WaitForAssertion(() => Assert.Equal((1, "1 2", "2 3"), Sent("update")));
        Assert.Equal(2, call.Invocations.Count);
    }

    [Fact]
    public void Words_FollowNowAndThen_AndAtTheEnd()
    {
        var board = Show(Board(1, 2));
        board.Render(p => p.Add(b => b.Board, Board(1, 2, 3)));
        Assert.Equal("P50: between 1 ms and 2 ms, last 2 ms.", board.Find("#plot-ttft-summary").TextContent);
        board.Render(p => p.Add(b => b.Board, Board([.. Enumerable.Range(1, 20).Select(i => (double?)i)])));
        Assert.Equal("P50: between 1 ms and 20 ms, last 20 ms.", board.Find("#plot-ttft-summary").TextContent);
        board.Render(p => p.Add(b => b.Board, Board([.. Enumerable.Range(1, 21).Select(i => (double?)i)])).Add(b => b.Over, true));
        Assert.Equal("P50: between 1 ms and 21 ms, last 21 ms.", board.Find("#plot-ttft-summary").TextContent);
    }

    [Fact]
    public void Table_Open_SaysTheSameAndFollows()
    {
        var board = Show(Board(1, 2, 3));
        Click(() => board.Find("figure button"));
        Assert.Equal(("true", "TTFT as a table"), (board.Find("figure button").GetAttribute("aria-pressed"), board.Find("figure button").GetAttribute("aria-label")));
        Assert.Equal(["1 ms", "2 ms", "3 ms"], board.FindAll("tbody td").Select(c => c.TextContent).Order());
        board.Render(p => p.Add(b => b.Board, Board(1, 2, null, 4)));
        Assert.Equal(["1 ms", "2 ms", "4 ms"], board.FindAll("tbody td").Select(c => c.TextContent).Order());
        Click(() => board.Find("figure button"));
        Assert.Empty(board.FindAll("table"));
    }

    [Fact]
    public async Task Leaving_FreesTheBrowserSide()
    {
        Show(Board(1));
        await DisposeComponentsAsync();
        Assert.Single(_browser.Invocations, i => i.Identifier == "dispose");
    }

    private static TimeBoard Board(params double?[] values) =>
        new(0, values.Length, [new TimePlot("ttft", "TTFT", PlotKind.Line, "ms", [.. Enumerable.Range(0, values.Length).Select(i => (double)i)], [new PlotSeries("P50", values, 1)])], [], []);

    private IRenderedComponent<RunBoard> Show(TimeBoard board) => Render<RunBoard>(p => p.Add(b => b.Board, board));

    // Of the last such call: the first index, the times and the values of the only plot.
    private (int From, string Times, string Values) Sent(string call)
    {
        var plot = JsonSerializer.SerializeToElement(JSInterop.Invocations.Concat(_browser.Invocations).Last(i => i.Identifier == call).Arguments[^1]).GetProperty("Plots")[0];
        return (plot.GetProperty("From").GetInt32(), Join(plot.GetProperty("Times")), Join(plot.GetProperty("Columns")[0]));

        static string Join(JsonElement list) => string.Join(' ', list.EnumerateArray().Select(v => v.ToString()));
    }
}
