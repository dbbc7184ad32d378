using Microsoft.AspNetCore.Components;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Features.Playground;

namespace Pensieve.Tests.Components.Playground;

public sealed class SideSettingsTests : ComponentTest
{
    private readonly PlaygroundSide _side = new() { Model = "tiny" };

    [Fact]
    public void Model_NotLoadedOrNone_IsSaidInItsPlace()
    {
        Assert.Equal(["big", "tiny"], Models(Show("big", "tiny")));
        _side.Model = "gone";
        Assert.Equal(["gone (not loaded)", "tiny"], Models(Show("tiny")));
        _side.Model = "";
        Assert.Equal(["No model is loaded"], Models(Show()));
    }

    [Fact]
    public void Changes_GoToTheSide_AndAreCounted()
    {
        var settings = Show("tiny", "big");
        Assert.Equal("Parameters (1 set)", settings.Find("summary").TextContent);
        Dispatch(() => settings.Find("label.model select"), "onchange", new ChangeEventArgs { Value = "big" });
        Dispatch(() => settings.Find("input[name=temperature]"), "onchange", new ChangeEventArgs { Value = " 0.5 " });
        Dispatch(() => settings.Find(".fields select"), "onchange", new ChangeEventArgs { Value = "low" });
        Dispatch(() => settings.Find("textarea"), "onchange", new ChangeEventArgs { Value = "END" });
        Assert.Equal(("big", "0.5", "low", "END"), (_side.Model, _side.Numbers["temperature"], _side.Effort, _side.Stop));
        Assert.Equal("Parameters (4 set)", settings.Find("summary").TextContent);
        foreach (var name in new[] { "temperature", "max_tokens" }) Dispatch(() => settings.Find($"input[name={name}]"), "onchange", new ChangeEventArgs { Value = "" });
        Assert.Equal("Parameters (2 set)", settings.Find("summary").TextContent);
    }

    [Fact]
    public void Field_ThatTheApiRefused_IsMarkedAlone()
    {
        _side.Entries.Add(new PlaygroundEntry("assistant", "", Answer.Restore("1", "/v1", "{}", "tiny", "", "", [], 0, null, new ApiError(400, "top_p: must be a number from 0 to 1.", "top_p"))));
        Assert.Equal(["top_p"], Show("tiny").FindAll("[aria-invalid=true]").Select(i => i.GetAttribute("name")));
    }

    [Fact]
    public void Thinking_IsNoMatterOfACompletion()
    {
        Assert.Contains(Show("tiny").FindAll("label span"), s => s.TextContent == "Thinking");
        Assert.DoesNotContain(Render<SideSettings>(p => p.Add(s => s.Side, _side).Add(s => s.Models, ["tiny"]).Add(s => s.IsText, true)).FindAll("label span"), s => s.TextContent == "Thinking");
    }

    private IRenderedComponent<SideSettings> Show(params string[] models) => Render<SideSettings>(p => p.Add(s => s.Side, _side).Add(s => s.Models, models));

    private static IEnumerable<string> Models(IRenderedComponent<SideSettings> settings) => settings.FindAll("label.model option").Select(o => o.TextContent);
}
