using System.Text.Json;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Tools;

public sealed class ToolFormatTests
{
    private const string Body = """{"model":"tiny","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"a"}}]}""";

    [Theory]
    [InlineData(null, "stop")]
    [InlineData("function-json", "tool_calls")]
    public async Task Load_NamesTheNotation_ItCountsInsteadOfTheTemplates(string? format, string finishReason)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Info = server.Model.Info with { ToolFormat = format };
        server.Model.Script = g => g.SayAsync("<function=a>{\"x\":1}</function>");
        var choice = (await server.PostForJsonAsync("/v1/chat/completions", Body)).GetProperty("choices")[0];
        Assert.Equal(finishReason, choice.GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("hermes", true)]
    [InlineData("auto", true)]
    [InlineData("no-such", false)]
    public async Task LoadRoute_ToolFormat_IsCheckedByName(string format, bool isKnown)
    {
        var root = Directory.CreateTempSubdirectory("pensieve-formats-");
        try
        {
            var path = Path.Combine(root.FullName, "tiny.gguf");
            await File.WriteAllTextAsync(path, "");
            await using var server = await ApiServer.StartAsync();
            server.Model.Info = server.Model.Info with { Path = path };
            ModelLoadOptions? asked = null;
            server.Engine.OnLoad = options =>
            {
                asked = options;
                return new LoadOutcome(server.Model, null);
            };
            using var response = await server.PostAsync("/api/models/load", JsonSerializer.Serialize(new { path, toolFormat = format }));
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(isKnown ? 200 : 400, (int)response.StatusCode);
            Assert.Equal(isKnown && format != "auto" ? format : null, asked?.ToolFormat);
            Assert.Equal(!isKnown, text.Contains("toolFormat: must be one of auto, hermes", StringComparison.Ordinal));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
