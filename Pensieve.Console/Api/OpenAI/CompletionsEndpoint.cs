using System.Globalization;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /v1/completions.</summary>
internal sealed class CompletionsEndpoint(ModelResolver models, GenerationRunner runner, Callers callers, TimeProvider time)
{
    /// <summary>Continues each prompt, n times.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.CompletionRequest, context.RequestAborted);
        var caller = callers.Of(context, "openai.completions");
        var error = body.Error ?? await CreateAsync(context, body.Value!, caller);
        if (error is not null) await ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
    }

    private async Task<ApiError?> CreateAsync(HttpContext context, CompletionRequest request, Caller caller)
    {
        var fields = new FieldReader();
        var n = OpenAIMapping.ReadN(request, fields);
        var logProbs = fields.Integer(request.Logprobs, Ranges.Completions.LogProbs);
        var maxTokens = fields.Integer(request.MaxTokens, Ranges.Completions.MaxTokens) ?? DefaultMaxTokens;
        var settings = OpenAIMapping.ReadSettings(request, fields, maxTokens, logProbs);
        var includeUsage = OpenAIMapping.ReadIncludeUsage(request, fields);
        CheckUnsupported(request, n, logProbs is not null, fields);
        if (fields.Error is not null) return fields.Error;

        var (grammar, fault) = AnswerGrammars.For(AnswerForms.Read(request, default, fields));
        if (fault is not null) fields.Fail(fault);
        if (fields.Error is not null) return fields.Error;
        settings = settings with { Grammar = grammar };

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return found.Error;
        OpenAIMapping.CheckVocabulary(settings, model, fields);
        var prompts = CompletionPrompts.Read(request.Prompt, model, fields);
        if ((long)prompts.Count * n > Ranges.MaxChoices)
            fields.Fail("prompt", string.Create(CultureInfo.InvariantCulture, $"prompts times n must be at most {Ranges.MaxChoices}."));
        if (fields.Error is not null) return fields.Error;

        var echo = request.Echo == true ? await CompletionPrompts.EchoAsync(prompts, model, context.RequestAborted) : default;
        if (echo.Error is not null) return echo.Error;
        var answer = OpenAIAnswer.For(RequestId.Derive(context, "cmpl-"), model, time, n, includeUsage, logProbs is not null);
        var requests = new GenerationRequest[prompts.Count * n];
        for (var choice = 0; choice < requests.Length; choice++)
            requests[choice] = settings.ToRequest(answer.ChoiceId(choice), prompts[choice / n], caller, repeat: choice % n);
        await runner.RunAsync(context, model, requests, new CompletionShape(answer, echo.Texts), settings.Stream);
        return null;
    }

    // The route's documented default.
    private const int DefaultMaxTokens = 16;

    private static void CheckUnsupported(CompletionRequest request, int n, bool logProbs, FieldReader fields)
    {
        if (!string.IsNullOrEmpty(request.Suffix)) fields.Unsupported("suffix", "text after the completion is", "Leave it out.");
        if (fields.Integer(request.BestOf, Ranges.Completions.BestOf) is { } bestOf && bestOf != n)
            fields.Unsupported("best_of", "any value but that of n is", "Leave it out.");
        if (request.Echo == true && logProbs) fields.Unsupported("echo", "echo together with logprobs is", "Send one of the two.");
    }
}
