using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Playground;

/// <summary>The playground over the published app and the shipped model.</summary>
public sealed class PlaygroundTests(BrowserFixture browser) : PageTest(browser)
{
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","description":"The weather of a city.","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private PublishedApp _app = null!;

    public override async ValueTask InitializeAsync() => _app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Chat_SentReloadedAndInspected_IsKeptAndIsARequest()
    {
        var page = await StartPageAsync();
        await SayAsync(page, "What is the capital of France?");
        await Expect(page.Locator("[data-figures]")).ToBeVisibleAsync();
        await Expect(page.Locator(".answer .text")).Not.ToBeEmptyAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("[data-figures]")).ToBeVisibleAsync();
        await page.GetByText("As a program").ClickAsync();
        await Expect(page.Locator(".snippets pre")).ToContainTextAsync("/v1/chat/completions");
        await page.GetByRole(AriaRole.Link, new() { Name = "Request", Exact = true }).ClickAsync();
        await Expect(page.Locator(".drawer .waterfall").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Enter_SendsTheMessageAndWithShiftBeginsALine()
    {
        var page = await StartPageAsync();
        var field = page.Locator("#say");
        await field.FocusAsync();
        await page.Keyboard.TypeAsync("Repeat: kite");
        await page.Keyboard.PressAsync("Shift+Enter");
        await Expect(field).ToHaveValueAsync("Repeat: kite\n");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer .text")).Not.ToBeEmptyAsync();
        await Expect(page.Locator(".said-user")).ToHaveTextAsync("You: Repeat: kite");
        await Expect(field).ToHaveValueAsync("");

        await page.GetByRole(AriaRole.Button, new() { Name = "Completion" }).ClickAsync();
        await Expect(page.GetByLabel("Text to continue")).ToBeVisibleAsync();
        await field.FocusAsync();
        await page.Keyboard.TypeAsync("One");
        await page.Keyboard.PressAsync("Enter");
        await Expect(field).ToHaveValueAsync("One\n");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said-user").Last).ToContainTextAsync("One");
    }

    [Fact]
    public async Task Leaving_WhileItAnswers_KeepsTheConversationAndStopEndsIt()
    {
        var page = await StartPageAsync();
        await SayAsync(page, "Tell me a story about a fox.");
        await Expect(page.Locator(".answer .text")).Not.ToBeEmptyAsync();
        var address = page.Url;
        await page.GotoAsync(_app.Url + "models");
        await page.GotoAsync(address);
        await Expect(page.Locator(".answer")).ToBeVisibleAsync();

        // The answer may be over by now, or at any moment: what is there is pressed, and nothing is waited for.
        await page.Locator("[data-stop]").EvaluateAllAsync<int>("buttons => { buttons.forEach(b => b.click()); return buttons.length; }");
        await Expect(page.Locator("[data-figures]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-send]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SideBySide_AnswersTwice()
    {
        var page = await StartPageAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Side by side" }).ClickAsync();
        await SayAsync(page, "What colour is grass?");
        await Expect(page.Locator("[data-figures]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Tools_AreCalled_AndTheResultGoesBack()
    {
        var page = await StartPageAsync();
        await page.GetByText("System prompt, tools and schema").ClickAsync();
        await page.GetByLabel("Tools, as a JSON list").FillAsync(Tools);
        await page.GetByText("Parameters").ClickAsync();
        await page.Locator("input[name=temperature]").FillAsync("0");
        await SayAsync(page, "What is the weather in Paris?");
        await Expect(page.Locator("[data-call=get_weather]")).ToBeVisibleAsync();
        await page.GetByLabel("Result of get_weather").FillAsync("{\"weather\":\"sunny\"}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the result" }).ClickAsync();
        await Expect(page.Locator("[data-figures]")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task Playground_EachThemeAndSize_EmptyFullAndRefused_IsAccessibleAndFits(ColorScheme scheme, string viewport)
    {
        var page = await StartPageAsync(viewport, scheme);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", scheme == ColorScheme.Dark ? "dark" : "light");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Theme: system" })).ToBeVisibleAsync();
        await LookAsync(page, "playground-empty", scheme, viewport, whole: true);
        await page.GetByText("Parameters").ClickAsync();
        await page.Locator("input[name=top_logprobs]").FillAsync("4");
        await SayAsync(page, "What is 2 + 3?");
        await Expect(page.Locator("[data-figures]")).ToBeVisibleAsync();
        await page.Locator(".logprobs > summary").ClickAsync();
        await page.Locator(".chip").First.ClickAsync();
        await LookAsync(page, "playground", scheme, viewport, whole: true);
        await page.Locator("input[name=temperature]").FillAsync("9");
        await SayAsync(page, "And now?");
        await Expect(page.Locator(".answer .fault")).ToContainTextAsync("temperature: must be");
        await Expect(page.Locator(".answer .fault")).ToBeInViewportAsync();
        await Expect(page.Locator("[data-send]")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Again" })).ToBeVisibleAsync();
        await LookAsync(page, "playground-refused", scheme, viewport, whole: true);
    }

    private async Task<IPage> StartPageAsync(string viewport = "desktop", ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenAsync(_app.Url + "playground", viewport, scheme);
        await Expect(page.Locator(".model select").First).ToContainTextAsync("pensieve-tiny");
        await Expect(page).ToHaveURLAsync(new Regex("s=[0-9A-Za-z]{24}"));
        return page;
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("#say").FillAsync(text);
        await page.Locator("[data-send]").ClickAsync();
    }
}
