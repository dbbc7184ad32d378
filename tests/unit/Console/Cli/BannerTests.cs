using Pensieve.Console.Cli;
using Pensieve.Engine;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Console.Cli;

public sealed class BannerTests
{
    [Fact]
    public void Of_LoadedModel_NamesItAndGivesALineToPaste()
    {
        var model = new FakeModel("it's \"m\"");
        var snapshot = new EngineSnapshot(0, EngineState.Ready, null, [new ModelSnapshot { Id = model.Id, Isolation = "Worker", State = EngineState.Ready }]);

        var text = Banner.Of("http://127.0.0.1:7070", new LoadOutcome(model, null), snapshot, withKey: true);

        Assert.Contains("4 slots × 2048 tokens", text, StringComparison.Ordinal);
        Assert.Contains("isolation  Worker", text, StringComparison.Ordinal);
        Assert.Contains("authorization: Bearer $PENSIEVE_API_KEY", text, StringComparison.Ordinal);
        Assert.EndsWith("curl http://127.0.0.1:7070/v1/chat/completions", text.Split(" -H")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("it's", text.Split(" -d ")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoModel_SaysWhy() => Assert.Contains(
        "none: no file", Banner.Of("http://x", new LoadOutcome(null, "no file"), null, withKey: false), StringComparison.Ordinal);
}
