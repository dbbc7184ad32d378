using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja;

/// <summary>What a rendering gave: its text, or why there is none.</summary>
/// <param name="Text">The output with the origin of its characters; null on failure.</param>
/// <param name="Error">Cause and line, or the template's own words where it refused the conversation itself.</param>
/// <param name="IsRaisedByTemplate">The template called <c>raise_exception</c>.</param>
/// <param name="UsedClock">The output depends on the date.</param>
internal readonly record struct JinjaOutcome(TextBuilder? Text, string? Error, bool IsRaisedByTemplate, bool UsedClock);

/// <summary>A parsed Jinja template. Immutable and thread-safe: all state of a rendering lives in its context.</summary>
internal sealed class JinjaTemplate
{
    private readonly ParsedTemplate _parsed;

    private JinjaTemplate(ParsedTemplate parsed) => _parsed = parsed;

    /// <exception cref="TemplateSyntaxException">The source is malformed or uses what is not supported.</exception>
    public static JinjaTemplate Parse(string source)
    {
        try
        {
            return new JinjaTemplate(Parser.Parse(source));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new TemplateSyntaxException("nested too deeply", 1);
        }
    }

    /// <summary>True if the template mentions a variable of that name.</summary>
    public bool Mentions(string name) => _parsed.Symbols.ContainsKey(name);

    public JinjaOutcome Render(IEnumerable<KeyValuePair<string, Value>> variables, RenderLimits limits, TimeProvider time)
    {
        var scope = new Scope(null);
        foreach (var (name, value) in variables)
            if (_parsed.Symbols.TryGetValue(name, out var symbol)) scope.Set(symbol, value);
        var context = new RenderContext(limits, time, scope);
        try
        {
            var text = context.NewText();
            _parsed.Body.Execute(context, text);
            return new JinjaOutcome(text, null, false, context.UsedClock);
        }
        catch (TemplateRuntimeException e)
        {
            var message = e.IsRaisedByTemplate ? e.Message : $"line {context.Line}: {e.Message}";
            return new JinjaOutcome(null, message, e.IsRaisedByTemplate, context.UsedClock);
        }
        catch (InsufficientExecutionStackException)
        {
            return new JinjaOutcome(null, $"line {context.Line}: nested too deeply", false, context.UsedClock);
        }
    }
}
