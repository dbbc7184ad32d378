using System.Text.Json;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;
using Pensieve.Tests.Unit.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

/// <summary>Random outputs with calls, whole, broken and cut, over HTTP: what a stream adds up to is the whole answer.</summary>
public sealed class ToolStreamTests
{
    private const int Rounds = 60;

    public static TheoryData<string> Formats => [.. ToolCallFormat.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Formats))]
    public async Task Stream_RandomOutputInRandomPieces_EqualsTheUnstreamedAnswer(string name)
    {
        var format = ToolCallFormat.All.Single(f => f.Name == name);
        await using var server = await ApiServer.StartAsync(tools: ApiServer.HermesTools with { Format = format });
        var random = new Random(20261121);
        var generator = new OutputGenerator(random);
        for (var round = 0; round < Rounds; round++)
        {
            var text = generator.Next(format).Text;
            var isCut = random.Next(3) == 0;
            if (isCut) text = new string([.. text[..random.Next(text.Length + 1)].EnumerateRunes().SelectMany(r => r.ToString())]);
            else if (random.Next(3) == 0) text = new string([.. generator.Mutate(text).EnumerateRunes().SelectMany(r => r.ToString())]);
            server.Model.Script = g =>
            {
                g.Start();
                foreach (var piece in generator.Cut(text)) g.Say(System.Text.Encoding.UTF8.GetBytes(piece));
                g.End(isCut ? FinishReason.MaxTokens : FinishReason.EndOfTurn);
                return Task.CompletedTask;
            };
            await CompareMessagesAsync(server, isCut);
            await CompareChatAsync(server, isCut);
            await CompareResponsesAsync(server, isCut);
        }
    }

    private static async Task CompareMessagesAsync(ApiServer server, bool isCut)
    {
        var tools = string.Join(',', s_names.Select(n => $$"""{"name":"{{n}}","input_schema":{"type":"object","properties":{"text":{"type":"string"} } } }"""));
        var body = Route.Messages.With("tools", $"[{tools}]");
        var stream = StrictAnthropicStream.Parse(await server.PostForStreamAsync(Route.Messages.Path, body[..^1] + ",\"stream\":true}"));
        var whole = await server.PostForJsonAsync(Route.Messages.Path, body);
        var blocks = whole.GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(blocks.Select(b => b.GetProperty("type").GetString()), stream.BlockTypes);
        Assert.Equal(string.Concat(blocks.Where(b => b.TryGetProperty("text", out _)).Select(b => b.GetProperty("text").GetString())), stream.Text);
        Assert.Equal(
            blocks.Where(b => b.TryGetProperty("input", out _)).Select(b => (b.GetProperty("name").GetString()!, b.GetProperty("input").GetRawText())),
            stream.Calls.Select(c => (c.Name, c.Input)));
        Assert.Equal(whole.GetProperty("stop_reason").GetString(), stream.StopReason);
        if (isCut) Assert.Equal("max_tokens", stream.StopReason);
    }

    private static async Task CompareChatAsync(ApiServer server, bool isCut)
    {
        var tools = string.Join(',', s_names.Select(n => $$"""{"type":"function","function":{"name":"{{n}}","parameters":{"type":"object","properties":{"text":{"type":"string"} } } } }"""));
        var body = Route.Chat.With("tools", $"[{tools}]");
        var stream = StrictOpenAIStream.Parse(await server.PostForStreamAsync(Route.Chat.Path, body[..^1] + ",\"stream\":true}")).Choices[0];
        var choice = (await server.PostForJsonAsync(Route.Chat.Path, body)).GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        Assert.Equal(message.GetProperty("content").GetString() ?? "", stream.Text.ToString());
        var calls = message.TryGetProperty("tool_calls", out var given) ? given.EnumerateArray().Select(c => c.GetProperty("function")) : [];
        Assert.Equal(
            calls.Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("arguments").GetString()!)),
            stream.Calls.Select(c => (c.Name, c.Arguments.ToString())));
        Assert.Equal(choice.GetProperty("finish_reason").GetString(), stream.FinishReason);
        if (isCut) Assert.Equal("length", stream.FinishReason);
    }

    private static async Task CompareResponsesAsync(ApiServer server, bool isCut)
    {
        var tools = string.Join(',', s_names.Select(n => $$"""{"type":"function","name":"{{n}}","parameters":{"type":"object","properties":{"text":{"type":"string"} } } }"""));
        var body = Route.Responses.With("tools", $"[{tools}]");
        var stream = StrictResponsesStream.Parse(await server.PostForStreamAsync(Route.Responses.Path, body[..^1] + ",\"stream\":true}"));
        var whole = await server.PostForJsonAsync(Route.Responses.Path, body);
        var items = whole.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(Shapes(items), Shapes(stream.Items));
        Assert.Equal(StrictResponsesStream.TextsOf(items), StrictResponsesStream.TextsOf(stream.Items));
        Assert.Equal(StrictResponsesStream.CallsOf(items), stream.Calls);
        Assert.Equal(isCut ? "incomplete" : "completed", stream.Status);
        Assert.Equal(whole.GetProperty("status").GetString(), stream.Status);

        static IEnumerable<string> Shapes(IEnumerable<JsonElement> items) => items.Select(i => i.GetProperty("type").GetString() + " " + i.GetProperty("status").GetString());
    }

    private static readonly string[] s_names = ["get_weather", "read", "x-1"];
}
