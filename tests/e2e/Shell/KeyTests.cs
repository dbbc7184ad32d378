using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Shell;

/// <summary>Shortcuts, command palette and the menu of small screens.</summary>
public sealed class KeyTests(BrowserFixture browser) : SyntheticPageTest(browser)
{
    [Fact]
    public async Task Palette_OpenedByKey_FindsAndRunsWithTheKeyboardAlone()
    {
        var page = await OpenAsync(App.Url);
        await page.Keyboard.PressAsync("Control+k");
        var input = page.GetByRole(AriaRole.Combobox, new() { Name = "Find a page" });
        await Expect(input).ToBeFocusedAsync();
        await AssertAccessibleAsync(page);
        await page.Keyboard.TypeAsync("theme");
        await Expect(page.Locator("#palette [role=option]")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "Theme: dark" })).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Locator("#palette")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(input).ToHaveValueAsync("");
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#palette")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Help_QuestionMark_ListsTheKeysAndEscapeClosesIt()
    {
        var page = await OpenAsync(App.Url);
        await page.Keyboard.PressAsync("?");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(help).ToContainTextAsync("Go to Overview");
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_WhileTyping_AreLetters()
    {
        var page = await OpenAsync(App.Url);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("?g");
        await Expect(page.Locator("#palette input")).ToHaveValueAsync("?g");
        await Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_GoTo_FollowsTheLink()
    {
        var page = await OpenAsync(App.Url + "no/such/page");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator(".verdict")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/$"));
    }

    [Fact]
    public async Task Menu_OnAPhone_OpensAndClosesWithTheLinkFollowed()
    {
        var page = await OpenAsync(App.Url, "phone");
        var menu = page.GetByRole(AriaRole.Button, new() { Name = "Pages" });
        await Expect(menu).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
        await menu.ClickAsync();
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        await Expect(menu).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
    }
}
