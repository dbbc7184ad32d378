using System.Text.Json;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Responses;

public sealed class StoredResponsesTests
{
    private const string Path = "/v1/responses";
    private const string Tools = """[{"type":"function","name":"a","parameters":{"type":"object"}}]""";
    private const string Call = """<tool_call>{"name": "a", "arguments": {"x": 1}}</tool_call>""";

    private static string Body(string input, string rest = "") => $$"""{"model":"tiny","input":{{input}}{{rest}}}""";

    [Fact]
    public async Task InputItems_OfAChain_AreListedWithThoseBefore()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync(Call);
        var first = await server.PostForJsonAsync(Path, Body("\"Hi\"", ",\"instructions\":\"S\",\"tools\":" + Tools));
        var call = first.GetProperty("output")[0];
        server.Model.Script = g => g.SayAsync("Done.");
        var second = await server.PostForJsonAsync(Path, Body(
            $$"""[{"id":"mine","type":"function_call_output","call_id":"{{call.GetProperty("call_id").GetString()}}","output":"one"},{"role":"user","content":[{"type":"input_text","text":"é\n"}]}]""",
            $",\"previous_response_id\":\"{first.GetProperty("id").GetString()}\""));
        var path = $"{Path}/{second.GetProperty("id").GetString()}/input_items";

        var all = JsonElement.Parse(await server.Client.GetStringAsync(path + "?order=asc"));
        Assert.Equal(("list", false), (all.GetProperty("object").GetString(), all.GetProperty("has_more").GetBoolean()));
        var items = all.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["message", "function_call", "function_call_output", "message"], items.Select(i => i.GetProperty("type").GetString()));
        Assert.Equal("""[{"type":"input_text","text":"Hi"}]""", items[0].GetProperty("content").ToString());
        Assert.Equal(call.ToString(), items[1].ToString());
        Assert.Equal(("mine", "one"), (items[2].GetProperty("id").GetString(), items[2].GetProperty("output").GetString()));
        Assert.Equal(("user", "é\n"), (items[3].GetProperty("role").GetString(), items[3].GetProperty("content")[0].GetProperty("text").GetString()));

        var latest = JsonElement.Parse(await server.Client.GetStringAsync(path + "?limit=3"));
        Assert.True(latest.GetProperty("has_more").GetBoolean());
        Assert.Equal(items.AsEnumerable().Reverse().Take(3).Select(i => i.ToString()), latest.GetProperty("data").EnumerateArray().Select(i => i.ToString()));
        var rest = JsonElement.Parse(await server.Client.GetStringAsync($"{path}?limit=3&after={latest.GetProperty("last_id").GetString()}"));
        Assert.Equal(items[0].ToString(), Assert.Single(rest.GetProperty("data").EnumerateArray()).ToString());

        // What was asked can be referred to as well as what was answered.
        await server.PostForJsonAsync(Path, Body($$"""[{"type":"item_reference","id":"{{items[3].GetProperty("id").GetString()}}"}]"""));
        Assert.EndsWith("<|user|>é\n<|end|><|assistant|>", server.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputItems_IdsSentTwice_AreListedApart()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("a");
        var whole = await server.PostForJsonAsync(Path, Body("""[{"id":"m","role":"user","content":"1"},{"id":"m","role":"user","content":"2"}]"""));
        var list = JsonElement.Parse(await server.Client.GetStringAsync($"{Path}/{whole.GetProperty("id").GetString()}/input_items?order=asc"));
        Assert.Equal(2, list.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("id").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("order=random", "order")]
    [InlineData("after=gone", "after")]
    [InlineData("before=gone", "before")]
    public async Task InputItems_BadQuery_IsNamed(string query, string field)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("a");
        var whole = await server.PostForJsonAsync(Path, Body("\"Hi\""));
        using var response = await server.Client.GetAsync($"{Path}/{whole.GetProperty("id").GetString()}/input_items?{query}");
        Assert.Equal((400, field), ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Cancel_WithoutABody_IsRefusedWithItsReason()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("a");
        var whole = await server.PostForJsonAsync(Path, Body("\"Hi\""));
        using var known = await server.Client.PostAsync($"{Path}/{whole.GetProperty("id").GetString()}/cancel", null);
        using var unknown = await server.Client.PostAsync(Path + "/resp_0/cancel", null);
        using var items = await server.Client.GetAsync(Path + "/resp_0/input_items");
        Assert.Equal((400, 404, 404), ((int)known.StatusCode, (int)unknown.StatusCode, (int)items.StatusCode));
        var error = JsonElement.Parse(await known.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.StartsWith("Cannot cancel a synchronous response.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        using var create = await server.Client.PostAsync(Path, null);
        Assert.Equal(400, (int)create.StatusCode);
    }
}
