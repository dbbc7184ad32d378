using Pensieve.Console.Api.Reasoning;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Chat;

/// <summary>What a template does with tools; see <see cref="ChatTemplateTraits"/>.</summary>
/// <param name="Format">How the model writes calls.</param>
/// <param name="ShowsTools">Offered tools appear in the prompt.</param>
/// <param name="ShowsCalls">Earlier calls appear in the prompt.</param>
/// <param name="ShowsParallelCalls">So do several calls of one message.</param>
/// <param name="ShowsResults">Results of tools appear in the prompt.</param>
public sealed record TemplateTools(ToolCallFormat Format, bool ShowsTools, bool ShowsCalls, bool ShowsParallelCalls, bool ShowsResults);

/// <summary>A model's chat template, or why it has none that can be used.</summary>
/// <param name="Template">Renders conversations.</param>
/// <param name="Error">Why there is none.</param>
/// <param name="Tools">What it does with tools; null = it knows none.</param>
/// <param name="Thinking">What it does with thinking; null = it knows none.</param>
public readonly record struct ChatTemplateLookup(IChatTemplate? Template, string? Error, TemplateTools? Tools = null, TemplateThinking? Thinking = null);

/// <summary>Chat templates of loaded models.</summary>
public interface IChatTemplates
{
    /// <summary>The template of a model; parsed once per template text.</summary>
    ChatTemplateLookup For(IModelSession model);
}
