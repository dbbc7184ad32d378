using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pensieve.Tests.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace Pensieve.Tests.E2E.Models;

/// <summary>The models page over the published app: the shipped model, a second one of random weights, a bad file.</summary>
public sealed class ModelsTests(BrowserFixture browser) : PageTest(browser)
{
    private PublishedApp _app = null!;

    public override async ValueTask InitializeAsync()
    {
        _app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        await PublishedApp.SynthAsync(Path.Combine(_app.Folder, "second.gguf"));
        await File.WriteAllTextAsync(Path.Combine(_app.Folder, "broken.gguf"), "GGUF no more");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task SecondModel_LoadedFromTheForm_GetsAnAliasAndIsUnloaded()
    {
        var page = await OpenAsync(_app.Url + "models");
        await Expect(page.Locator("[data-model=pensieve-tiny][data-state=Ready]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-file='broken.gguf']")).ToContainTextAsync("Cannot be loaded");
        await page.GetByRole(AriaRole.Link, new() { Name = "Load second.gguf" }).ClickAsync();
        await Expect(page.Locator("#load-title")).ToBeFocusedAsync();
        await page.GetByLabel("Context, all slots together").FillAsync("1024");
        await Expect(page.Locator(".estimate")).ToContainTextAsync("1,024 tokens of context");
        await page.GetByLabel("Slots", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Device").SelectOptionAsync("cpu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-model=second][data-state=Ready]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-load=done]").First).ToContainTextAsync("context 1,024, 2 slots");

        await page.GetByLabel("Alias", new() { Exact = true }).FillAsync("other-name");
        await page.GetByLabel("Model", new() { Exact = true }).FillAsync("second");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.Locator("[data-alias=other-name]")).ToBeVisibleAsync();
        using var client = new HttpClient();
        Assert.Contains("\"id\":\"other-name\"", await client.GetStringAsync(new Uri(_app.Url + "v1/models")), StringComparison.Ordinal);

        await page.Locator("[data-model=second]").GetByRole(AriaRole.Link, new() { Name = "Unload" }).ClickAsync();
        await page.Locator("[data-model=second]").GetByRole(AriaRole.Button, new() { Name = "Unload" }).ClickAsync();
        await Expect(page.Locator("[data-model=second]")).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new Regex("models$"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, "desktop")]
    [InlineData(ColorScheme.Light, "phone")]
    [InlineData(ColorScheme.Dark, "desktop")]
    [InlineData(ColorScheme.Dark, "phone")]
    public async Task Models_EachThemeAndSize_IsAccessibleAndFits(ColorScheme scheme, string viewport)
    {
        var page = await OpenAsync(_app.Url + "models", viewport, scheme);
        await Expect(page.Locator("[data-model=pensieve-tiny][data-state=Ready]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-file='second.gguf']")).ToBeVisibleAsync();
        await LookAsync(page, "models", scheme, viewport, whole: true);
        await page.GetByRole(AriaRole.Link, new() { Name = "Load second.gguf" }).ClickAsync();
        await Expect(page.Locator("[data-fits]")).ToBeVisibleAsync();
        await LookAsync(page, "models-load", scheme, viewport, whole: true);
    }
}
