using Pensieve.Engine.Chat.Reasoning;

namespace Pensieve.Console.Api.Reasoning;

/// <summary>What a chat template does with thinking.</summary>
/// <param name="Format">How the model marks it; null = the template knows none.</param>
/// <param name="Switch">The variable that turns it on and off; null = it has none.</param>
/// <param name="KnowsEffort">It knows the variable reasoning_effort.</param>
public sealed record TemplateThinking(ReasoningFormat? Format, string? Switch, bool KnowsEffort);
