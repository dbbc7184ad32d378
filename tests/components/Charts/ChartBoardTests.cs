using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Pensieve.Console.Live;
using Pensieve.Console.Shared.Charts;

namespace Pensieve.Tests.Components.Charts;

public sealed class ChartBoardTests : ComponentTest
{
    private static readonly ChartDefinition s_chart = new("one", "One", ChartKind.Line, ChartFormat.Number, [new("Decode", s => s.DecodePerSecond)], "Nothing yet");
    private readonly LiveHistory _history = new();
    private readonly BunitJSModuleInterop _board;

    public ChartBoardTests()
    {
        var module = JSInterop.SetupModule("./Shared/Charts/ChartBoard.razor.js");
        _board = module.SetupModule("create", _ => true);
        _board.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public async Task Update_NewSamples_SendsThoseAndNothingTwice()
    {
        Add(1);
        var board = RenderBoard();
        Add(2);
        Add(double.NaN);
        await board.InvokeAsync(board.Instance.UpdateAsync);
        await board.InvokeAsync(board.Instance.UpdateAsync);

        var call = Assert.Single(_board.Invocations, i => i.Identifier == "append");
        var block = Assert.IsType<ChartBlock>(call.Arguments[0]);
        Assert.Equal(2, block.Times.Length);
        Assert.Equal([2, null], block.Columns[0]);
    }

    [Fact]
    public async Task Update_ChartsWereLostWithTheConnection_MakesThem()
    {
        var browser = new CutBrowser();
        Services.AddSingleton<IJSRuntime>(browser);
        Add(1);
        var board = RenderBoard();
        Assert.Equal(["import"], browser.Calls);
        await board.InvokeAsync(board.Instance.UpdateAsync);
        Add(2);
        await board.InvokeAsync(board.Instance.UpdateAsync);
        Assert.Equal(["import", "import", "create", "append"], browser.Calls);
    }

    [Fact]
    public void Table_Toggled_SaysTheSameInWords()
    {
        Add(5);
        Add(double.NaN);
        Add(12.5);
        var board = RenderBoard();
        Click(() => board.Find("figure button"));
        Assert.Equal("true", board.Find("figure button").GetAttribute("aria-pressed"));
        string[] cells = [.. board.FindAll("tbody td").Select(c => c.TextContent.Trim())];
        Assert.Equal(["12.5", "–unknown: Nothing yet", "5"], cells);
        Click(() => board.Find("figure button"));
        Assert.Empty(board.FindAll("tbody"));
    }

    [Fact]
    public void Summary_Values_NamesNowAndRange()
    {
        Add(5);
        Add(20);
        Add(10);
        Assert.Equal("Last 5 min. Decode: now 10, between 5 and 20.", RenderBoard().Find("#one-summary").TextContent);
    }

    [Fact]
    public void Summary_NoValues_SaysWhy() => Assert.Equal("Nothing yet.", RenderBoard().Find("#one-summary").TextContent);

    [Fact]
    public async Task Dispose_Board_FreesTheBrowserSide()
    {
        RenderBoard();
        await DisposeComponentsAsync();
        Assert.Single(_board.Invocations, i => i.Identifier == "dispose");
    }

    private IRenderedComponent<ChartBoard> RenderBoard() => Render<ChartBoard>(p => p.Add(b => b.Charts, [s_chart]).Add(b => b.History, _history));

    private void Add(double decode) => _history.Add(n => new LiveSample { Sequence = n, Time = DateTimeOffset.UnixEpoch.AddSeconds(n), DecodePerSecond = decode });

    // Loses its first call, as a connection does that is cut meanwhile.
    private sealed class CutBrowser : IJSRuntime, IJSObjectReference
    {
        public List<string> Calls { get; } = [];

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            if (Calls.Count == 1) throw new JSDisconnectedException("cut");
            return ValueTask.FromResult(typeof(TValue) == typeof(IJSObjectReference) ? (TValue)(object)this : default!);
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
