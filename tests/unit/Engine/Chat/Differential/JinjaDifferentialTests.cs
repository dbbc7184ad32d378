using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Engine.Chat.Jinja;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Tests.Unit.Engine.Chat.Differential;

/// <summary>Generated templates over generated conversations must render as Python's jinja2 renders them, byte for byte.</summary>
public sealed class JinjaDifferentialTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20_251_121;
    private const int DefaultCases = 1_200;

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3"];

    [Fact]
    public async Task Render_GeneratedTemplates_EqualsPythonJinja()
    {
        var python = Array.Find(s_pythons, HasJinja);
        Assert.SkipWhen(python is null, "Python's jinja2 is not installed (Debian: python3-jinja2)");
        var cases = Generate(Setting("PENSIEVE_DIFFERENTIAL_CASES", DefaultCases), Setting("PENSIEVE_DIFFERENTIAL_SEED", DefaultSeed));

        var expected = await AskOracle(python, cases);

        var differences = new List<string>();
        var rendered = 0;
        for (var i = 0; i < cases.Count; i++)
        {
            var (template, context) = ((string)cases[i]!["template"]!, cases[i]!["context"]!.AsObject());
            var actual = Render(template, context);
            var difference = Compare(expected[i], actual);
            if (expected[i].TryGetProperty("text", out _)) rendered++;
            if (difference is not null) differences.Add($"{JsonSerializer.Serialize(template, s_readable)}\n  context {context.ToJsonString(s_readable)}\n  {difference}");
        }
        output.WriteLine($"{cases.Count} cases, {rendered} with a rendering, {cases.Count - rendered} refused by both, {differences.Count} differences");
        Assert.True(rendered > cases.Count / 3, "the generator makes too few templates that render");
        Assert.True(differences.Count == 0, $"{differences.Count} differences, the first ones:\n{string.Join("\n\n", differences.DistinctBy(d => d[..d.IndexOf('\n', StringComparison.Ordinal)]).OrderBy(d => d.Length).Take(5))}");
    }

    private static int Setting(string name, int absent) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : absent;

    private static JsonArray Generate(int count, int seed)
    {
        var random = new Random(seed);
        var templates = new TemplateGenerator(random);
        var expressions = new ExpressionGenerator(random);
        var conversations = new ConversationGenerator(random);
        var cases = new JsonArray();
        foreach (var style in StyleTemplates.All)
            for (var i = 0; i < count / 16; i++) cases.Add(new JsonObject { ["template"] = style, ["context"] = conversations.Generate() });
        while (cases.Count < count)
        {
            var isExpression = random.Next(3) == 0;
            var template = isExpression ? $"{{{{ {expressions.Any(4)} }}}}" : templates.Generate();
            var rounds = isExpression ? 1 : 4;
            for (var i = 0; i < rounds; i++) cases.Add(new JsonObject { ["template"] = template, ["context"] = conversations.Generate() });
        }
        return cases;
    }

    private static (string? Text, string? Error, bool Raised) Render(string source, JsonObject context)
    {
        try
        {
            using var document = JsonDocument.Parse(context.ToJsonString());
            var variables = document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, JsonValues.From(p.Value)));
            var limits = RenderLimits.Default with { Time = TimeSpan.FromMinutes(1) };
            var outcome = JinjaTemplate.Parse(source).Render(variables, limits, new FixedTime());
            return (outcome.Text?.ToValue().Text, outcome.Error, outcome.IsRaisedByTemplate);
        }
        catch (TemplateSyntaxException e)
        {
            return (null, $"line {e.Line}: {e.Message}", false);
        }
    }

    private static string? Compare(JsonElement expected, (string? Text, string? Error, bool Raised) actual)
    {
        if (expected.TryGetProperty("text", out var text))
        {
            return actual.Text == text.GetString()
                ? null
                : $"python {JsonSerializer.Serialize(text.GetString(), s_readable)}\n  ours   {(actual.Text is null ? actual.Error : JsonSerializer.Serialize(actual.Text, s_readable))}";
        }
        if (actual.Text is not null) return $"python refuses: {expected.GetProperty("error").GetString()}\n  ours   {JsonSerializer.Serialize(actual.Text, s_readable)}";
        var raised = expected.GetProperty("raised").GetBoolean();
        return raised == actual.Raised && (!raised || expected.GetProperty("error").GetString() == actual.Error) ? null : $"python raises, ours {actual.Error}";
    }

    private static async Task<JsonElement[]> AskOracle(string python, JsonArray cases)
    {
        var folder = Directory.CreateTempSubdirectory("pensieve-jinja-");
        try
        {
            var (input, answers) = (Path.Combine(folder.FullName, "cases.json"), Path.Combine(folder.FullName, "answers.json"));
            await File.WriteAllTextAsync(input, cases.ToJsonString());
            using var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "oracle.py"), input, answers]))!;
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(answers));
            return [.. document.RootElement.Clone().EnumerateArray()];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasJinja(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import jinja2"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
