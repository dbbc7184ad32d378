using System.Buffers;
using System.Globalization;
using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Load;

/// <summary>Reads a response to its end: a stream frame by frame, anything else whole.</summary>
internal static class ResponseReader
{
    private static readonly string[] s_requestIds = ["x-request-id", "request-id"];

    /// <summary>Fills in the result; throws what the network throws.</summary>
    public static async Task ReadAsync(
        HttpResponseMessage response, PreparedCall prepared, GenerationResult result, ILoadMeter? meter, CancellationToken cancellationToken)
    {
        var call = prepared.Call;
        result.Status = (int)response.StatusCode;
        foreach (var name in s_requestIds)
        {
            if (response.Headers.TryGetValues(name, out var values)) result.ServerId ??= values.First();
        }

        if (call.KeepFrames || call.KeepText)
        {
            result.Headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var isStream = response.Content.Headers.ContentType?.MediaType?.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
            if (result.Status is >= 200 and < 300 && isStream) await new StreamReading(stream, prepared, result, meter).RunAsync(cancellationToken).ConfigureAwait(false);
            else await ReadWholeAsync(stream, response, prepared, result, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ReadWholeAsync(
        Stream stream, HttpResponseMessage response, PreparedCall prepared, GenerationResult result, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        result.Term = RunClock.Ticks;
        result.Bytes = body.Length;
        var data = body.GetBuffer().AsSpan(0, (int)body.Length);
        var facts = new FrameFacts();
        var text = prepared.Call.KeepText ? new StringBuilder() : null;
        FrameScanner.Scan(prepared.Dialect, data, ref facts, text, whole: true);
        if (result.Status is >= 200 and < 300)
        {
            Take(facts, prepared.Dialect, result);
            result.Text = text?.ToString();
            result.Terminals = 1;
            if ((facts.Kinds & FrameKinds.Error) != 0) (result.Outcome, result.Error) = (GenerationResult.StreamError, facts.Error);
            else if (prepared.Call.Stream) (result.Outcome, result.Error) = (GenerationResult.StreamError, "a stream was asked for, a document came");
            return;
        }

        result.Outcome = result.Status is 429 or 503 or 529 ? GenerationResult.Shed : "http_" + result.Status.ToString(CultureInfo.InvariantCulture);
        result.Error = facts.Error is { Length: > 0 } said ? said : Encoding.UTF8.GetString(data[..Math.Min(data.Length, 200)]);
        result.Text = prepared.Call.KeepText ? Encoding.UTF8.GetString(data) : null;
        result.RetryAfter = response.Headers.RetryAfter?.Delta?.TotalSeconds;
    }

    /// <summary>Counts and names that a scan gathered.</summary>
    public static void Take(in FrameFacts facts, Dialect dialect, GenerationResult result)
    {
        result.ServerId ??= facts.Id;
        result.Finish = facts.Finish;
        result.OutputTokens = facts.OutputTokens;
        if (facts.CachedTokens >= 0) result.CachedTokens = facts.CachedTokens;

        // Anthropic's input_tokens leave cached ones out.
        result.PromptTokens = Math.Max(0, facts.PromptTokens) + (dialect == Dialect.AnthropicMessages ? Math.Max(0, facts.CachedTokens) : 0);
    }
}
