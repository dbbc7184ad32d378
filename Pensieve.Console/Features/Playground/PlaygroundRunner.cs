using System.Text;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Telemetry;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Playground;

/// <summary>
/// Sends bodies as the API would get them: the same parser, checks, template and engine, without the wire. Nobody who leaves a
/// page ends a generation: only <see cref="Answer.Stop"/> and the limits of the body do.
/// </summary>
internal sealed partial class PlaygroundRunner(
    ChatPlans chats, CompletionPlans completions, RequestBodies bodies, IOptionsMonitor<ApiOptions> options, ILogger<PlaygroundRunner> logger)
{
    /// <summary>Route of chats.</summary>
    public const string ChatPath = "/v1/chat/completions";

    /// <summary>Route of raw completions.</summary>
    public const string TextPath = "/v1/completions";

    /// <summary>Begins an answer; <paramref name="ended"/> is called once it is over, on another thread.</summary>
    public Answer Start(string path, string json, string model, Action ended)
    {
        var answer = new Answer(ToolIds.Create("play-"), path, json, model, EngineClock.NowNs);
        _ = Task.Run(async () =>
        {
            await RunAsync(answer);
            ended();
        });
        return answer;
    }

    /// <summary>An answer that was refused before it was sent.</summary>
    public static Answer Refuse(string path, string model, ApiError error)
    {
        var answer = new Answer(ToolIds.Create("play-"), path, "", model, EngineClock.NowNs);
        answer.End(null, error);
        return answer;
    }

    private async Task RunAsync(Answer answer)
    {
        try
        {
            var made = Plan(answer.Path, Encoding.UTF8.GetBytes(answer.Json));
            if (made.Plan is { } plan) await RunAsync(answer, plan);
            else answer.End(null, made.Error);
        }
        catch (Exception e)
        {
            // Nobody waits for this task: a fault must end the answer, or the page would wait for ever.
            LogFault(logger, e, answer.Id);
            answer.End(null, new ApiError(500, "The server failed on it; its log has the details."));
        }
    }

    private OpenAIPlanOutcome Plan(string path, byte[] json)
    {
        if (path == TextPath)
        {
            var text = RequestBody.Parse(json, WireContext.Default.CompletionRequest);
            return text.Value is { } completion ? completions.Make(completion) : new(null, text.Error);
        }

        var body = RequestBody.Parse(json, WireContext.Default.ChatRequest);
        return body.Value is { } chat ? chats.Make(chat) : new(null, body.Error);
    }

    private async Task RunAsync(Answer answer, OpenAIPlan plan)
    {
        bodies.Keep(answer.Id, answer.Path, Encoding.UTF8.GetBytes(answer.Json));
        var caller = new Caller(answer.Path == TextPath ? "playground.text" : "playground.chat", answer.ReceivedNs, "", options.CurrentValue.RequestTimeout);
        var request = plan.Settings.ToRequest(answer.Id, plan.Prompts[0], caller, plan.Parsing);
        using var activity = RequestActivity.Start(plan.Model, request);
        var outcome = plan.Model.Submit(request);
        if (outcome.Generation is not { } generation)
        {
            answer.End(null, EngineErrors.ToApi(outcome.Failure!, Dialect.OpenAI));
            return;
        }

        await using (generation)
        {
            answer.Attach(generation);
            var result = await PumpAsync(answer, generation, plan.Parsing);
            RequestActivity.End(activity, generation.Result);
            answer.End(result, result.Reason == FinishReason.Failed ? EngineErrors.OfResult(result, Dialect.OpenAI, answer.Path == TextPath ? "prompt" : "messages") : null);
        }
    }

    private static async Task<GenerationResult> PumpAsync(Answer answer, Generation generation, OutputParsing? parsing)
    {
        var reader = parsing?.CreateReader(answer);
        while (true)
        {
            switch (await generation.NextAsync())
            {
                case GenerationEvent.Prompted:
                    answer.Reach(AnswerStage.Queued, generation.PromptTokens);
                    break;
                case GenerationEvent.Started:
                    answer.Reach(AnswerStage.Prefill, generation.PromptTokens);
                    break;
                case GenerationEvent.Chunk:
                    if (reader is null) answer.AddText(generation.Chunk.Utf8.Span);
                    else reader.Append(generation.Chunk.Utf8.Span);
                    answer.Count(generation.Chunk.Tokens, generation.Chunk.LogProbs);
                    if (reader?.IsDone == true) generation.Cancel();
                    break;
                case GenerationEvent.Ended:
                    return reader?.Complete(generation.Result) ?? generation.Result;
                default:
                    break;
            }
        }
    }

    [LoggerMessage(EventId = 7201, Level = LogLevel.Error, Message = "The playground's request {Id} failed.")]
    private static partial void LogFault(ILogger logger, Exception fault, string id);
}
