using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /v1/completions.</summary>
internal sealed class CompletionsEndpoint(CompletionPlans plans, GenerationRunner runner, Callers callers, TimeProvider time)
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
        var made = plans.Make(request);
        if (made.Plan is not { } plan) return made.Error;
        var echo = request.Echo == true ? await CompletionPrompts.EchoAsync(plan.Prompts, plan.Model, context.RequestAborted) : default;
        if (echo.Error is not null) return echo.Error;
        var filled = await FillInPrompts.ForAsync(plan.Prompts, request.Suffix, plan.Model, context.RequestAborted);
        if (filled.Error is not null) return filled.Error;
        var answer = OpenAIAnswer.For(RequestId.Derive(context, "cmpl-"), plan.Model, time, plan.N, plan.IncludeUsage, plan.Settings.Sampling.TopLogProbs is not null);
        var requests = new GenerationRequest[plan.Prompts.Count * plan.N];
        for (var choice = 0; choice < requests.Length; choice++)
            requests[choice] = plan.Settings.ToRequest(answer.ChoiceId(choice), filled.Prompts[choice / plan.N], caller, repeat: choice % plan.N);
        await runner.RunAsync(context, plan.Model, requests, new CompletionShape(answer, echo.Texts), plan.Settings.Stream);
        return null;
    }
}
