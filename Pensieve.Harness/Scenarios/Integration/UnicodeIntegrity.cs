using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Text of every kind in, and text of every kind out: characters over several tokens are never broken by frames.</summary>
internal sealed class UnicodeIntegrity() : ScenarioCase(
    "integration/unicode", "Unicode and binary integrity", "no character is broken by a frame or lost on the way, whatever bytes come and go", (3, 20, 60), smoke: true)
{
    private static readonly string[] s_texts =
    [
        "naïve café “quoted” — dash", "漢字かな交じり文", "😀👩‍👩‍👧‍👦🏳️‍🌈", "עברית عربى", "e\u0301 vs \u00e9", "\u0001\u0002\u001f\u007f\u0085", "a\u0000b", "\u2028\u2029\ufeff\ufffd\uffff", "line\r\nline\ttab\\\"", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U0010FFFF",
    ];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        foreach (var text in s_texts)
        {
            var call = new GenerationCall { Turns = [new ChatTurn("user", "Repeat: " + text)], MaxTokens = 24, Temperature = 0, KeepText = true, KeepFrames = true };
            var (streamed, whole) = await StreamPair.SendAsync(context, call, cancellationToken);
            var name = JsonEncodedText.Encode(text).ToString();
            if (whole.Status is >= 400 and < 500)
            {
                context.Note($"'{name}' is refused: {whole.Error}");
                continue;
            }

            context.Check($"'{name}' is answered", whole.IsOk, "200 or a 4xx", $"{whole.Outcome} {whole.Error}", whole.ServerId);
            context.CheckEqual($"'{name}': streamed as whole", whole.Text, streamed.Text, streamed.ServerId);
        }

        await RandomBytesAsync(context, context.Count("rounds", 16, 60, 300), cancellationToken);
        return CaseOutcome.Passed;
    }

    // At a high temperature a model writes bytes that are parts of characters. What the tokens' own bytes join to is what the frames
    // must join to: one replacement character more was made by cutting.
    private static async Task RandomBytesAsync(CaseContext context, int rounds, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve || !context.Target.Dialects.Contains(Dialect.OpenAIChat)) return;
        var manyBytes = 0;
        for (var i = 0; i < rounds; i++)
        {
            var call = new GenerationCall
            {
                Turns = [new ChatTurn("user", $"Say anything {i}")], MaxTokens = 48, Temperature = 2, Seed = context.Seed + i, KeepText = true, KeepFrames = true,
                Dialect = Dialect.OpenAIChat, Extra = """{"ignore_eos":true,"top_p":1,"logprobs":true}""",
            };
            var streamed = await context.SendAsync(call, cancellationToken);
            var bytes = TokenBytes(streamed.Frames ?? []);
            manyBytes += bytes.Count(b => b >= 0x80);
            context.Check($"random text {i}", streamed.IsOk && bytes.Length > 0, "tokens with their bytes", $"{streamed.Outcome} {streamed.Error}", streamed.ServerId);
            context.CheckEqual($"random text {i}: frames join to the tokens' bytes", Encoding.UTF8.GetString(bytes), streamed.Text, streamed.ServerId);
        }

        context.Measure("multi_byte", "value", manyBytes, "bytes", rounds);
    }

    private static byte[] TokenBytes(IReadOnlyList<StreamFrame> frames)
    {
        List<byte> bytes = [];
        foreach (var frame in frames.Where(f => f.Data != "[DONE]"))
        {
            using var json = JsonDocument.Parse(frame.Data);
            if (json.RootElement.Member("choices") is not { ValueKind: JsonValueKind.Array } choices) continue;
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.Member("logprobs").Member("content") is not { ValueKind: JsonValueKind.Array } tokens) continue;
                foreach (var token in tokens.EnumerateArray())
                {
                    if (token.Member("bytes") is { ValueKind: JsonValueKind.Array } own) bytes.AddRange(own.EnumerateArray().Select(b => b.GetByte()));
                }
            }
        }

        return [.. bytes];
    }
}
