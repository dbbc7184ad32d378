using System.Text;
using Pensieve.Console.Features.Playground;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Playground;

public sealed class LogProbViewTests : ComponentTest
{
    [Theory]
    [InlineData(0.95, "sure", "95 %")]
    [InlineData(0.5001, "likely", "50.01 %")]
    [InlineData(0.25, "unsure", "25 %")]
    [InlineData(0.01, "rare", "1 %")]
    [InlineData(0.00001, "rare", "< 0.01 %")]
    public void Chip_SaysHowLikelyItsTokenWas(double probability, string level, string share)
    {
        var chip = Show(Chosen("a", probability)).Find(".chip");
        Assert.Equal(($"chip {level}", share), (chip.ClassName, chip.GetAttribute("title")));
    }

    [Theory]
    [InlineData("a b\n\tc", "a·b⏎⇥c")]
    [InlineData("", "#7")]
    public void Token_Invisible_IsSpelled(string text, string spelled) => Assert.Equal(spelled, Show(Chosen(text, 0.5)).Find(".chip").TextContent);

    [Fact]
    public void Chip_Opened_ShowsAlternativesAndTheChosenOneAmongThem()
    {
        var view = Show(Chosen("Yes", 0.1, Token(8, "No", 0.8), Token(9, "Maybe", 0.05)), Chosen("!", 0.9));
        Assert.Empty(view.FindAll("table"));
        Click(() => view.FindAll(".chip")[0]);
        Assert.Equal(["true", "false"], view.FindAll(".chip").Select(c => c.GetAttribute("aria-pressed")));
        Assert.Equal(["Yes (chosen) 10 % -2.303", "No 80 % -0.223", "Maybe 5 % -2.996"], Rows(view));
    }

    [Fact]
    public void Table_SaysTheSameOfAllTokens()
    {
        var view = Show(Chosen("Yes", 0.1, Token(7, "Yes", 0.1), Token(8, "No", 0.8)), Chosen("!", 1));
        Click(() => view.FindAll(".segments button")[1]);
        Assert.Equal(["false", "true"], view.FindAll(".segments button").Select(b => b.GetAttribute("aria-pressed")));
        Assert.Equal(["Yes 10 % -2.303 No 80 %", "! 100 % 0 "], Rows(view));
    }

    [Fact]
    public void Tokens_BeyondTheLimit_AreCountedAndNotDrawn()
    {
        var view = Show([.. Enumerable.Repeat(Chosen("a", 0.5), 501)]);
        Assert.Equal("Log-probabilities of 501 tokens", view.Find("summary").TextContent);
        Assert.Equal(500, view.FindAll(".chip").Count);
        Assert.Equal("The first 500 of 501 are shown.", view.Find("p").TextContent);
    }

    private IRenderedComponent<LogProbView> Show(params TokenLogProbs[] tokens) => Render<LogProbView>(p => p.Add(v => v.Tokens, tokens));

    private static TokenLogProbs Chosen(string text, double probability, params TokenLogProb[] top) => new(Token(7, text, probability), top);

    private static TokenLogProb Token(int id, string text, double probability) => new(id, Encoding.UTF8.GetBytes(text), (float)Math.Log(probability));

    private static IEnumerable<string> Rows(IRenderedComponent<LogProbView> view) => view.FindAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent)));
}
