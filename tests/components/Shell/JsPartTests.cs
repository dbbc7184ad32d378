using Microsoft.JSInterop;
using Pensieve.Console.Shared;

namespace Pensieve.Tests.Components.Shell;

public sealed class JsPartTests
{
    private readonly Browser _browser = new();

    [Fact]
    public async Task Create_ThenCallAndDispose_ReachesTheObjectOfTheModule()
    {
        var part = await JsPart.CreateAsync(_browser, "a/b.js", "make", 1, "two");
        Assert.NotNull(part);
        Assert.True(await part.CallAsync("draw", 3));
        await part.DisposeAsync();
        Assert.Equal(["import ./a/b.js", "make 1 two", "draw 3", "dispose ", "freed", "freed"], _browser.Calls);
    }

    [Theory]
    [InlineData("import", false)]
    [InlineData("make", false)]
    [InlineData("make", true)]
    public async Task Create_CallIsLost_IsNull(string lost, bool isSilent)
    {
        (_browser.Lost, _browser.IsSilent) = (lost, isSilent);
        Assert.Null(await JsPart.CreateAsync(_browser, "a.js", "make"));
    }

    [Fact]
    public async Task Create_ElementIsGone_IsNullAndLetsTheModuleGo()
    {
        _browser.MakesNothing = true;
        Assert.Null(await JsPart.CreateAsync(_browser, "a.js", "make"));
        Assert.Equal(["import ./a.js", "make ", "freed"], _browser.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_TabIsGone_IsToldAndDisposingIsQuiet(bool isSilent)
    {
        var part = await JsPart.CreateAsync(_browser, "a.js", "make");
        (_browser.Lost, _browser.IsSilent) = ("draw", isSilent);
        Assert.False(await part!.CallAsync("draw"));
        (_browser.Lost, _browser.IsSilent) = ("dispose", false);
        await part.DisposeAsync();
        Assert.DoesNotContain("freed", _browser.Calls);
    }

    [Fact]
    public async Task Call_ScriptFails_Throws()
    {
        var part = await JsPart.CreateAsync(_browser, "a.js", "make");
        _browser.Broken = "draw";
        await Assert.ThrowsAsync<JSException>(() => part!.CallAsync("draw"));
    }

    private sealed class Browser : IJSRuntime
    {
        public List<string> Calls { get; } = [];

        /// <summary>The call that a closed tab loses, at once or silently until patience ends.</summary>
        public string? Lost { get; set; }

        public bool IsSilent { get; set; }

        public string? Broken { get; set; }

        public bool MakesNothing { get; set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Calls.Add($"{identifier} {string.Join(' ', args ?? [])}");
            if (identifier == Broken) throw new JSException("broken");
            if (identifier == Lost) throw IsSilent ? new TaskCanceledException() : new JSDisconnectedException("gone");
            if (MakesNothing && identifier != "import") return ValueTask.FromResult<TValue>(default!);
            return ValueTask.FromResult(typeof(TValue) == typeof(IJSObjectReference) ? (TValue)(object)new Reference(this) : default!);
        }
    }

    private sealed class Reference(Browser browser) : IJSObjectReference
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => browser.InvokeAsync<TValue>(identifier, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            browser.InvokeAsync<TValue>(identifier, cancellationToken, args);

        public ValueTask DisposeAsync()
        {
            browser.Calls.Add("freed");
            return ValueTask.CompletedTask;
        }
    }
}
