using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>What every state of one answer repeats.</summary>
/// <param name="Id">resp_….</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Model">Model id.</param>
/// <param name="Request">The body, parts of which the answer shows again.</param>
/// <param name="Sampling">The values in force.</param>
/// <param name="Parsing">How the output is taken apart; null = it is text throughout.</param>
/// <param name="LogProbs">Log-probabilities were asked for.</param>
/// <param name="Time">Clock.</param>
internal sealed record ResponsesAnswer(
    string Id, long Created, string Model, ResponsesRequest Request, SamplingParameters Sampling, OutputParsing? Parsing, bool LogProbs, TimeProvider Time)
{
    /// <summary>The answer can be asked for and continued later.</summary>
    public bool IsStored => Request.Store ?? true;
}

/// <summary>An answer at one moment.</summary>
/// <param name="Status">in_progress, completed, incomplete or failed.</param>
/// <param name="Items">Output so far.</param>
/// <param name="Usage">Null = not known yet.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="CompletedAt">Unix seconds, the same in what the client gets and in what is kept; null = not completed.</param>
internal readonly record struct ResponsesState(
    string Status, IReadOnlyList<OutputItem> Items, TokenUsage? Usage = null, Errors.ApiError? Failure = null, long? CompletedAt = null)
{
    /// <summary>Nothing was said yet.</summary>
    public static ResponsesState InProgress { get; } = new("in_progress", []);

    /// <summary>The end. A text that a limit cut off is marked; a call is whole or was marked by its reader.</summary>
    public static ResponsesState Of(GenerationResult result, IReadOnlyList<OutputItem> items, TimeProvider time)
    {
        var isCut = result.Reason is FinishReason.MaxTokens or FinishReason.ContextFull;
        if (isCut && items is [.., { Tool: null } last]) last.IsIncomplete = true;
        return isCut ? new ResponsesState("incomplete", items, result.Usage) : new ResponsesState("completed", items, result.Usage, CompletedAt: time.GetUtcNow().ToUnixTimeSeconds());
    }
}
