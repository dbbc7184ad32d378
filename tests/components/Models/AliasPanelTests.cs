using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Models;

public sealed class AliasPanelTests : ComponentTest
{
    private ConsoleServices? _services;

    [Fact]
    public void Alias_OfAModelThatIsNotLoaded_SaysSo()
    {
        var panel = Open();
        Set(panel, "gpt-4o", "tiny");
        Set(panel, "claude", "gone");
        panel.WaitForAssertion(() => Assert.Equal(2, panel.FindAll("[data-alias]").Count));
        Assert.Equal(["claude"], panel.FindAll("[data-alias]").Where(a => a.TextContent.Contains("not loaded", StringComparison.Ordinal)).Select(a => a.GetAttribute("data-alias")));
        Assert.Equal("Remove the alias gpt-4o", panel.Find("[data-alias=gpt-4o] button").GetAttribute("aria-label"));
        Assert.Equal(["big", "tiny"], panel.FindAll("datalist option").Select(o => o.GetAttribute("value")));
    }

    [Theory]
    [InlineData("", "tiny", "An alias has 1 to 128 characters and no spaces.")]
    [InlineData("gpt 4o", "tiny", "An alias has 1 to 128 characters and no spaces.")]
    [InlineData("gpt-4o", "", "Say which model the alias stands for.")]
    [InlineData("tiny", "tiny", "An alias must differ from the model's own id.")]
    public void Add_WhatCannotBe_SaysWhyAndKeepsWhatWasTyped(string alias, string target, string fault)
    {
        var panel = Open();
        Set(panel, alias, target);
        panel.WaitForAssertion(() => Assert.Equal(fault, panel.Find("[role=status]").TextContent));
        Assert.Equal((alias, target), (panel.Find("#alias-name").GetAttribute("value"), panel.Find("#alias-target").GetAttribute("value")));
        Assert.Empty(Services.GetRequiredService<ModelAliases>().All);
    }

    [Fact]
    public void Add_Done_EmptiesTheFieldsForTheNext()
    {
        var panel = Open();
        Set(panel, " gpt-4o ", "tiny ");
        panel.WaitForAssertion(() => Assert.Equal("gpt-4o stands for tiny now.", panel.Find("[role=status]").TextContent));
        Assert.Equal(("", ""), (panel.Find("#alias-name").GetAttribute("value"), panel.Find("#alias-target").GetAttribute("value")));
    }

    [Fact]
    public void Viewer_NeitherAddsNorRemoves()
    {
        var panel = Open(AccessLevel.Inference);
        Set(panel, "gpt-4o", "tiny");
        panel.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, panel.Find("[role=status]").TextContent));
        Services.GetRequiredService<ModelAliases>().Replace([new("claude", "tiny")]);
        panel.Render();
        Click(() => panel.Find("[data-alias=claude] button"));
        panel.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, panel.Find("[role=status]").TextContent));
        Assert.Equal(["claude"], Services.GetRequiredService<ModelAliases>().All.Keys);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services?.Dispose();
    }

    private IRenderedComponent<AliasPanel> Open(AccessLevel level = AccessLevel.Operate)
    {
        _services = new ConsoleServices(Services, new FakeEngine(), level);
        return Render<AliasPanel>(p => p.Add(a => a.Loaded, ["tiny"]).Add(a => a.Known, ["big", "tiny"]));
    }

    private void Set(IRenderedComponent<AliasPanel> panel, string alias, string target)
    {
        Dispatch(() => panel.Find("#alias-name"), "onchange", new ChangeEventArgs { Value = alias });
        Dispatch(() => panel.Find("#alias-target"), "onchange", new ChangeEventArgs { Value = target });
        Dispatch(() => panel.Find("form.add"), "onsubmit", EventArgs.Empty);
    }
}
