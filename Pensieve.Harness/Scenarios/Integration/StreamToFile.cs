using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>A stream written to a file as it comes, as curl does; the file then holds the whole answer.</summary>
internal sealed class StreamToFile() : ScenarioCase(
    "integration/stream-to-file", "Streaming to a file", "a client that writes the stream to disk while it comes has the whole answer, and has it early", (1, 4, 5), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            // As in StreamContract: an answer that leaves little to choose, and is long enough to come in pieces.
            var call = new GenerationCall { Turns = [new ChatTurn("user", "Count from 3 to 40")], MaxTokens = 200, Temperature = 0, KeepText = true, KeepFrames = true };
            await context.WarmAsync(call, cancellationToken);
            var whole = await context.SendAsync(call with { Stream = false }, cancellationToken);
            var prepared = context.Client.Prepare(call);
            using var request = new HttpRequestMessage(HttpMethod.Post, CallWriter.Route(prepared.Dialect)) { Content = new ReadOnlyMemoryContent(prepared.Body) };
            request.Content.Headers.ContentType = new("application/json");
            var sizes = new List<long>();
            using (var response = await context.Client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken))
            {
                context.CheckEqual("status", 200, (int)response.StatusCode);
                context.CheckEqual("content type", "text/event-stream", response.Content.Headers.ContentType?.MediaType);
                await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0);
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                var buffer = new byte[8192];
                int count;
                while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                    sizes.Add(file.Length);
                }
            }

            var text = TextOf(prepared.Dialect, await File.ReadAllBytesAsync(path, cancellationToken));
            context.Measure("stream_file", "value", sizes.LastOrDefault(), "bytes", sizes.Count);

            // A near-tie may flip between two askings; a stream that lost something agrees with none of them.
            for (var again = 0; again < 3 && whole.Text != text; again++) whole = await context.SendAsync(call with { Stream = false }, cancellationToken);
            context.CheckEqual("the file's text is the whole answer's", whole.Text, text, whole.ServerId);
            context.Check("it grew while the answer came", sizes.Count > 1 || whole.OutputTokens <= 2, "several writes", sizes.Count);
        }
        finally
        {
            File.Delete(path);
        }

        return CaseOutcome.Passed;
    }

    private static string TextOf(Dialect dialect, byte[] stream)
    {
        var text = new StringBuilder();
        var facts = new FrameFacts();
        foreach (var line in Encoding.UTF8.GetString(stream).Split('\n'))
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) FrameScanner.Scan(dialect, Encoding.UTF8.GetBytes(line[6..].TrimEnd('\r')), ref facts, text);
        }

        return text.ToString();
    }
}
