using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatEndpoint(ModelResolver models, ChatPrompts prompts, GenerationRunner runner, Callers callers, TimeProvider time)
{
    /// <summary>Generates the next turn, n times.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.ChatRequest, context.RequestAborted);
        var caller = callers.Of(context, "openai.chat");
        var error = body.Error ?? await CreateAsync(context, body.Value!, caller);
        if (error is not null) await ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
    }

    private async Task<ApiError?> CreateAsync(HttpContext context, ChatRequest request, Caller caller)
    {
        var fields = new FieldReader();
        var n = OpenAIMapping.ReadN(request, fields);
        var topLogProbs = ChatMapping.ReadTopLogProbs(request, fields);
        var settings = OpenAIMapping.ReadSettings(request, fields, ChatMapping.ReadMaxTokens(request, fields), topLogProbs);
        var includeUsage = OpenAIMapping.ReadIncludeUsage(request, fields);
        var chat = ChatMapping.ReadChat(request, fields);
        if (fields.Error is not null) return fields.Error;

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return found.Error;
        OpenAIMapping.CheckVocabulary(settings, model, fields);
        if (fields.Error is not null) return fields.Error;
        var rendered = prompts.Render(model, chat);
        if (rendered.Prompt is not { } prompt) return rendered.Error;

        settings = settings with { Grammar = rendered.Grammar };
        var answer = OpenAIAnswer.For(RequestId.Derive(context, "chatcmpl-"), model, time, n, includeUsage, topLogProbs is not null);
        var requests = new GenerationRequest[n];
        for (var choice = 0; choice < n; choice++) requests[choice] = settings.ToRequest(answer.ChoiceId(choice), prompt, caller, rendered.Parsing, choice);
        await runner.RunAsync(context, model, requests, new ChatShape(answer, rendered.Parsing), settings.Stream);
        return null;
    }
}
