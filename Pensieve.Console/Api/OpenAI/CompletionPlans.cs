using System.Globalization;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Makes plans of legacy completion bodies, for the route and for the playground alike.</summary>
internal sealed class CompletionPlans(ModelResolver models)
{
    // The route's documented default.
    private const int DefaultMaxTokens = 16;

    /// <summary>Checks a body and reads its prompts, to which a suffix is still to be put (<see cref="FillInPrompts.ForAsync"/>).</summary>
    public OpenAIPlanOutcome Make(CompletionRequest request)
    {
        var fields = new FieldReader();
        var n = OpenAIMapping.ReadN(request, fields);
        var logProbs = fields.Integer(request.Logprobs, Ranges.Completions.LogProbs);
        var maxTokens = fields.Integer(request.MaxTokens, Ranges.Completions.MaxTokens) ?? DefaultMaxTokens;
        var settings = OpenAIMapping.ReadSettings(request, fields, maxTokens, logProbs);
        var includeUsage = OpenAIMapping.ReadIncludeUsage(request, fields);
        CheckUnsupported(request, n, logProbs is not null, fields);
        if (fields.Error is not null) return new(null, fields.Error);

        var (grammar, fault) = AnswerGrammars.For(AnswerForms.Read(request, default, fields));
        if (fault is not null) fields.Fail(fault);
        if (fields.Error is not null) return new(null, fields.Error);
        settings = settings with { Grammar = grammar };

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return new(null, found.Error);
        OpenAIMapping.CheckVocabulary(settings, model, fields);
        FillInPrompts.Check(request.Suffix, model, fields);
        var prompts = CompletionPrompts.Read(request.Prompt, model, fields);
        if ((long)prompts.Count * n > Ranges.MaxChoices)
            fields.Fail("prompt", string.Create(CultureInfo.InvariantCulture, $"prompts times n must be at most {Ranges.MaxChoices}."));
        return fields.Error is not null
            ? new(null, fields.Error)
            : new(new OpenAIPlan(model, settings, prompts, null, n, includeUsage), null);
    }

    private static void CheckUnsupported(CompletionRequest request, int n, bool logProbs, FieldReader fields)
    {
        if (fields.Integer(request.BestOf, Ranges.Completions.BestOf) is { } bestOf && bestOf != n)
            fields.Unsupported("best_of", "any value but that of n is", "Leave it out.");
        if (request.Echo == true && logProbs) fields.Unsupported("echo", "echo together with logprobs is", "Send one of the two.");
    }
}
