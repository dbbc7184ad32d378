using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatEndpoint(ChatPlans plans, GenerationRunner runner, Callers callers, TimeProvider time)
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
        var made = plans.Make(request);
        if (made.Plan is not { } plan) return made.Error;
        var answer = OpenAIAnswer.For(RequestId.Derive(context, "chatcmpl-"), plan.Model, time, plan.N, plan.IncludeUsage, plan.Settings.Sampling.TopLogProbs is not null);
        var requests = new GenerationRequest[plan.N];
        for (var choice = 0; choice < plan.N; choice++) requests[choice] = plan.Settings.ToRequest(answer.ChoiceId(choice), plan.Prompts[0], caller, plan.Parsing, choice);
        await runner.RunAsync(context, plan.Model, requests, new ChatShape(answer, plan.Parsing), plan.Settings.Stream);
        return null;
    }
}
