using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Playground;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Features.Playground;

public sealed class PlaygroundCaseTests
{
    [Fact]
    public async Task Line_OfAnAnswer_IsATraceThatTheHarnessReads()
    {
        await using var server = await ApiServer.StartAsync();
        var session = server.Services.GetRequiredService<PlaygroundSessions>().Create("me");
        session.Sides[0].Model = "tiny";
        session.System = "Be \"short\".";
        session.Send("Hi\nthere");
        var answer = session.Sides[0].Last!;
        await Eventually.TrueAsync(() => answer.HasEnded, TimeSpan.FromSeconds(10), "The answer does not end.");

        var line = PlaygroundCase.Line("greeting", answer);

        Assert.DoesNotContain('\n', line);
        var (entries, failure) = TraceFile.Read(new StringReader(line));
        Assert.Null(failure);
        var call = Assert.Single(entries!).Call;
        Assert.Equal(("Be \"short\".", "Hi\nthere", 2), (call.System, Assert.Single(call.Turns).Text, call.MaxTokens));
    }

    [Fact]
    public async Task Tools_CallsAndResults_GoRoundAsTheApiHasThem()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync(server.Model.Submitted.Count == 1 ? ["<tool_call>{\"name\":\"add\",\"arguments\":{\"a\":1}}</tool_call>"] : ["Two."]);
        var session = server.Services.GetRequiredService<PlaygroundSessions>().Create("me");
        var side = session.Sides[0];
        side.Model = "tiny";
        session.Tools = """[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}]""";
        session.Send("One and one?");
        await Eventually.TrueAsync(() => side.Last!.HasEnded, TimeSpan.FromSeconds(10), "The answer does not end.");
        Assert.Null(side.Last!.Error);
        var call = Assert.Single(side.Last!.Calls);
        Assert.Equal(("add", """{"a":1}""", true), (call.Name, call.Arguments, side.AwaitsResults));

        session.SendResults(side, ["2"]);
        await Eventually.TrueAsync(() => side.Last!.HasEnded, TimeSpan.FromSeconds(10), "The answer does not end.");
        Assert.Equal("Two.", side.Last!.Text);
        Assert.Contains("<tool_call>", server.LastPrompt, StringComparison.Ordinal);
        Assert.Contains("<|tool|>2", server.LastPrompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{", "Tools: not valid JSON")]
    [InlineData("{}", "tools")]
    public async Task Tools_Wrong_AreRefusedByName(string tools, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var session = server.Services.GetRequiredService<PlaygroundSessions>().Create("me");
        session.Sides[0].Model = "tiny";
        session.Tools = tools;
        session.Send("Hi");
        var answer = session.Sides[0].Last!;
        await Eventually.TrueAsync(() => answer.HasEnded, TimeSpan.FromSeconds(10), "The answer does not end.");
        Assert.Contains(message, answer.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(server.Model.Submitted);
    }

    [Fact]
    public async Task Sessions_BeyondTheLimit_ForgetTheOldestIdleOne()
    {
        await using var server = await ApiServer.StartAsync();
        var sessions = server.Services.GetRequiredService<PlaygroundSessions>();
        var first = sessions.Create("me");
        for (var i = 0; i < PlaygroundSessions.Max; i++) sessions.Create("me");
        Assert.Null(await sessions.FindAsync(first.Id, CancellationToken.None));
    }
}
