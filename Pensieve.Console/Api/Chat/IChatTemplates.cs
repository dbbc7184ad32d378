using Pensieve.Engine;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Chat;

/// <summary>A model's chat template, or why it has none that can be used.</summary>
public readonly record struct ChatTemplateLookup(IChatTemplate? Template, string? Error);

/// <summary>Chat templates of loaded models.</summary>
public interface IChatTemplates
{
    /// <summary>The template of a model; parsed once per template text.</summary>
    ChatTemplateLookup For(IModelSession model);
}
