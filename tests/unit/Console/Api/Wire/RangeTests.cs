using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Wire;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Wire;

public sealed class RangeTests
{
    public static TheoryData<string, string> Fields()
    {
        var data = new TheoryData<string, string>();
        foreach (var (path, ranges) in Tables)
            foreach (var range in ranges) data.Add(path, range.Name);
        return data;
    }

    private static (string Path, IReadOnlyList<FieldRange> Ranges)[] Tables =>
        [(Route.Messages.Path, Ranges.Messages.All), (Route.Chat.Path, Ranges.Chat.All), (Route.Completions.Path, Ranges.Completions.All),
         (Route.Responses.Path, Ranges.Responses.All)];

    [Theory, MemberData(nameof(Fields))]
    public async Task NumericField_AtTheEdgesOfItsRange_IsTakenInsideAndNamedOutside(string path, string name)
    {
        await using var server = await ApiServer.StartAsync();
        var range = Tables.Single(t => t.Path == path).Ranges.Single(r => r.Name == name);
        foreach (var inside in new[] { range.Min, range.Max }) Assert.Equal((200, ""), await SendAsync(server, path, name, Text(inside)));

        var step = range.IsInteger ? 1m : 0.001m;
        List<string> outside = [Text(range.Min - step), Text(range.Max + step), "1e400", "-1e400", "true", "\"1\"", "[]", "{}", "[1]"];
        if (range.IsInteger) outside.Add("1.5");
        foreach (var value in outside)
        {
            var (status, message) = await SendAsync(server, path, name, value);
            Assert.Equal((400, $"{name}: must be {range.Expected}."), (status, message));
        }

        Assert.Equal(range.NullMeansAbsent ? 200 : 400, (await SendAsync(server, path, name, "null")).Status);
        var (malformed, text) = await SendAsync(server, path, name, "NaN");
        Assert.Equal(400, malformed);
        Assert.Contains($"not valid JSON in {name} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequiredNumber_Missing_IsNamed()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Route.Messages.Path, """{"model":"tiny","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("max_tokens: is required", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Message)> SendAsync(ApiServer server, string path, string name, string value)
    {
        var body = Route.Of(path).With(name, value);
        // Fields that mean something only beside another one.
        if (name == "top_logprobs") body = body[..^1] + ",\"logprobs\":true}";
        if (name == "best_of" && value != "null") body = body[..^1] + $",\"n\":{(value == "128" ? 128 : 1)}}}";
        using var response = await server.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        var status = (int)response.StatusCode;
        return (status, status == 200 ? "" : JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()!);
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
