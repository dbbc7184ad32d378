using System.Buffers;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Telemetry;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Security.Keys;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>Runs the generations of one HTTP request and answers it, as a stream or as one document.</summary>
internal sealed class GenerationRunner(IOptionsMonitor<ApiOptions> options, OpenAnswers answers, TimeProvider time, ILogger<GenerationRunner> logger)
{
    /// <summary>Answers the request. Returns when the engine has ended every generation.</summary>
    public async Task RunAsync(
        HttpContext context, IModelSession model, IReadOnlyList<GenerationRequest> requests, IResponseShape shape, bool stream)
    {
        using var activity = RequestActivity.Start(model, requests[0]);
        var answer = answers.Begin(context.Response);
        var outcome = await GenerationBatch.StartAsync(model, requests, context.RequestAborted);
        if (outcome.Batch is not { } batch)
        {
            answer.Dispose();
            RequestActivity.End(activity, outcome.Early!);
            await FailAsync(context, outcome.Early!, shape);
            return;
        }

        await using (batch)
        {
            var connection = new ResponseConnection(context, options.CurrentValue.WriteDeadline, time, logger);
            await (stream
                ? new StreamPump(context, connection, batch, shape).RunAsync(options.CurrentValue.KeepAlive, time)
                : WriteDocumentAsync(context, connection, batch, shape));
            RequestActivity.End(activity, batch.Generations[0].Result);
        }

        // The end of the batch is the end of every generation, also of those whose reader went away.
        foreach (var generation in batch.Generations)
        {
            var usage = generation.Result.Usage;
            CallerKey.CountTokens(context, usage.PromptTokens, usage.CachedTokens, usage.OutputTokens);
        }
    }

    private static async Task WriteDocumentAsync(
        HttpContext context, ResponseConnection connection, GenerationBatch batch, IResponseShape shape)
    {
        // Side by side: a choice that nobody reads would fill its bounded buffer and be ended as too slow.
        var outputs = await Task.WhenAll(Enumerable.Range(0, batch.Generations.Count).Select(choice => CollectAsync(batch, choice, shape.Parsing)));
        var failed = Array.Find(outputs, o => o.Result.Reason == FinishReason.Failed) ?? Array.Find(outputs, o => o.Result.Reason == FinishReason.Cancelled);
        if (failed is not null)
        {
            await FailAsync(context, failed.Result, shape);
            return;
        }

        var document = new ArrayBufferWriter<byte>(outputs.Sum(o => o.Text.Length) + 1024);
        shape.WriteDocument(document, outputs);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.WrittenCount;
        connection.Output.Write(document.WrittenSpan);
        await connection.FlushAsync();
    }

    private static async Task<ChoiceOutput> CollectAsync(GenerationBatch batch, int choice, OutputParsing? parsing)
    {
        var tools = parsing is null ? null : new ToolOutput();
        var reader = parsing?.CreateReader(tools!);
        var generation = batch.Generations[choice];
        var text = new ArrayBufferWriter<byte>(256);
        List<TokenLogProbs>? logProbs = null;
        while (true)
        {
            switch (await generation.NextAsync())
            {
                case GenerationEvent.Chunk:
                    if (reader is null) text.Write(generation.Chunk.Utf8.Span);
                    else reader.Append(generation.Chunk.Utf8.Span);
                    if (reader?.IsDone == true) generation.Cancel();
                    if (generation.Chunk.LogProbs is { } more) (logProbs ??= []).AddRange(more);
                    break;
                case GenerationEvent.Ended:
                    batch.MarkEnded(choice);
                    if (generation.Result.Reason == FinishReason.Failed) batch.Cancel();
                    var result = reader?.Complete(generation.Result) ?? generation.Result;
                    if (tools is not null) tools.EndsWithCalls = reader!.EndsWithCalls;
                    return new ChoiceOutput(text.WrittenMemory, logProbs ?? [], result, tools);
                default:
                    break;
            }
        }
    }

    private static Task FailAsync(HttpContext context, GenerationResult result, IResponseShape shape) =>
        context.RequestAborted.IsCancellationRequested || EngineErrors.OfResult(result, shape.Dialect, shape.PromptField) is not { } error
            ? Task.CompletedTask
            : ErrorEnvelope.WriteAsync(context, error, shape.Dialect);
}
