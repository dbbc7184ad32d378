using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>What is to be generated for a body, checked throughout.</summary>
/// <param name="Model">By whom.</param>
/// <param name="Settings">How.</param>
/// <param name="Prompts">From what; a chat has one.</param>
/// <param name="Parsing">How the output is taken apart; null = it is text throughout.</param>
/// <param name="N">How often, per prompt.</param>
/// <param name="IncludeUsage">The stream is to end with the usage.</param>
internal sealed record OpenAIPlan(
    IModelSession Model, GenerationSettings Settings, IReadOnlyList<Prompt> Prompts, OutputParsing? Parsing, int N, bool IncludeUsage);

/// <summary>A plan, or what is wrong with the body: exactly one is set.</summary>
internal readonly record struct OpenAIPlanOutcome(OpenAIPlan? Plan, ApiError? Error);

/// <summary>Makes plans of chat bodies, for the route and for the playground alike.</summary>
internal sealed class ChatPlans(ModelResolver models, ChatPrompts prompts)
{
    /// <summary>Checks a body and renders its conversation.</summary>
    public OpenAIPlanOutcome Make(ChatRequest request)
    {
        var fields = new FieldReader();
        var n = OpenAIMapping.ReadN(request, fields);
        var topLogProbs = ChatMapping.ReadTopLogProbs(request, fields);
        var settings = OpenAIMapping.ReadSettings(request, fields, ChatMapping.ReadMaxTokens(request, fields), topLogProbs);
        var includeUsage = OpenAIMapping.ReadIncludeUsage(request, fields);
        var chat = ChatMapping.ReadChat(request, fields);
        if (fields.Error is not null) return new(null, fields.Error);

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return new(null, found.Error);
        OpenAIMapping.CheckVocabulary(settings, model, fields);
        if (fields.Error is not null) return new(null, fields.Error);
        var rendered = prompts.Render(model, chat);
        return rendered.Prompt is { } prompt
            ? new(new OpenAIPlan(model, settings with { Grammar = rendered.Grammar }, [prompt], rendered.Parsing, n, includeUsage), null)
            : new(null, rendered.Error);
    }
}
