using System.Text.Json;
using Pensieve.Engine.Chat.Jinja;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Tests.Unit.Engine.Chat.Jinja;

/// <summary>Renders templates over one small conversation.</summary>
internal static class JinjaHarness
{
    private const string Variables =
        """
        {"messages":[{"role":"system","content":"Sys"},{"role":"user","content":"Hi <b>"},{"role":"assistant","content":"Yo"}],
         "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],
         "bos_token":"<s>","eos_token":"</s>","add_generation_prompt":true}
        """;

    private static readonly RenderLimits s_limits = RenderLimits.Default with { Time = TimeSpan.FromMinutes(1) };

    public static void Check(string template, string? expected)
    {
        var (text, error) = Render(template);
        if (expected is null) Assert.True(text is null && !string.IsNullOrEmpty(error), $"expected a refusal, got '{text}'");
        else Assert.Equal(expected, error ?? text);
    }

    public static (string? Text, string? Error) Render(string template, RenderLimits? limits = null)
    {
        try
        {
            using var document = JsonDocument.Parse(Variables);
            var variables = document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, JsonValues.From(p.Value)));
            var outcome = JinjaTemplate.Parse(template).Render(variables, limits ?? s_limits, new FixedTime());
            return (outcome.Text?.ToValue().Text, outcome.Error);
        }
        catch (TemplateSyntaxException e)
        {
            return (null, $"line {e.Line}: {e.Message}");
        }
    }
}
