using Pensieve.Engine.Chat.Jinja;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat;

/// <summary>
/// A chat template in the Jinja of Hugging Face's tokenizers. Renders to segments: text that the template's author wrote may hold
/// special tokens, text that came with the conversation never does, whatever the template did to it. Immutable and thread-safe.
/// </summary>
public sealed class ChatTemplate : IChatTemplate
{
    private readonly JinjaTemplate _template;
    private readonly string _bosToken;
    private readonly string _eosToken;
    private readonly TimeProvider _time;

    private ChatTemplate(JinjaTemplate template, string bosToken, string eosToken, TimeProvider time)
    {
        _template = template;
        (_bosToken, _eosToken, _time) = (bosToken, eosToken, time);
        Shape = ChatTemplateProbe.FindShape(this);
        Traits = ChatTemplateProbe.FindTraits(this);
    }

    /// <summary>What the template can do.</summary>
    public ChatTemplateTraits Traits { get; }

    internal ChatMessageShape Shape { get; }

    internal string BosToken => _bosToken;

    /// <summary>Reads a template and tries it on probe conversations.</summary>
    /// <param name="source">The template as it stands in the GGUF.</param>
    /// <param name="bosToken">Spelling of BOS for <c>bos_token</c>; empty if the model has none.</param>
    /// <param name="eosToken">Spelling of EOS for <c>eos_token</c>; empty if the model has none.</param>
    /// <param name="time">Clock for <c>strftime_now</c> and for the time budget.</param>
    public static ChatTemplateOutcome Parse(string source, string bosToken, string eosToken, TimeProvider? time = null)
    {
        try
        {
            var template = JinjaTemplate.Parse(source);
            return new ChatTemplateOutcome(new ChatTemplate(template, bosToken, eosToken, time ?? TimeProvider.System), null);
        }
        catch (TemplateSyntaxException e)
        {
            return new ChatTemplateOutcome(null, new ChatTemplateError(e.Line, e.Message));
        }
    }

    /// <inheritdoc/>
    public ChatRenderOutcome Render(ChatPrompt prompt)
    {
        if (prompt.ContinueFinalMessage) return FinalMessage.Render(this, prompt);
        var outcome = Run(prompt, Shape);
        return outcome.Text is { } text
            ? new ChatRenderOutcome(Prompt.FromSegments(text.ToSegments()), null)
            : new ChatRenderOutcome(null, Describe(outcome));
    }

    /// <summary>The template uses a variable of that name.</summary>
    internal bool Mentions(string variable) => _template.Mentions(variable);

    internal JinjaOutcome Run(ChatPrompt prompt, ChatMessageShape shape) =>
        _template.Render(ChatVariables.Build(prompt, shape, _bosToken, _eosToken), RenderLimits.Default, _time);

    internal static string Describe(JinjaOutcome outcome) => outcome.IsRaisedByTemplate
        ? $"The model's chat template refuses this conversation: {outcome.Error}"
        : $"The model's chat template cannot render this conversation: {outcome.Error}";
}
