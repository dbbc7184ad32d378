using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Log-probabilities in the shapes of both routes.</summary>
internal static class LogProbsJson
{
    // JSON has no infinity; OpenAI writes this for a probability of zero.
    private const float Least = -9999f;

    /// <summary>{content:[{token,bytes,logprob,top_logprobs}],refusal:null}</summary>
    public static void WriteChat(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs)
    {
        json.WriteStartObject();
        json.WritePropertyName("content"u8);
        WriteTokens(json, logProbs);
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    /// <summary>[{token,bytes,logprob,top_logprobs}]</summary>
    public static void WriteTokens(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs)
    {
        json.WriteStartArray();
        foreach (var token in logProbs)
        {
            json.WriteStartObject();
            WriteToken(json, token.Chosen);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var alternative in token.Top)
            {
                json.WriteStartObject();
                WriteToken(json, alternative);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>{tokens,token_logprobs,top_logprobs,text_offset}; offsets count characters (code points).</summary>
    /// <returns>The offset after the last token.</returns>
    public static int WriteLegacy(Utf8JsonWriter json, IReadOnlyList<TokenLogProbs> logProbs, int offset)
    {
        json.WriteStartObject();
        json.WriteStartArray("tokens"u8);
        foreach (var token in logProbs) json.WriteStringValue(Spell(token.Chosen.Bytes.Span));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        foreach (var token in logProbs) json.WriteNumberValue(Finite(token.Chosen.LogProb));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs"u8);
        foreach (var token in logProbs) WriteAlternatives(json, token.Top);
        json.WriteEndArray();
        json.WriteStartArray("text_offset"u8);
        foreach (var token in logProbs)
        {
            json.WriteNumberValue(offset);
            offset += CountCharacters(token.Chosen.Bytes.Span);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return offset;
    }

    private static void WriteToken(Utf8JsonWriter json, in TokenLogProb token)
    {
        json.WriteString("token"u8, Encoding.UTF8.GetString(token.Bytes.Span));
        json.WriteStartArray("bytes"u8);
        foreach (var value in token.Bytes.Span) json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteNumber("logprob"u8, Finite(token.LogProb));
    }

    private static void WriteAlternatives(Utf8JsonWriter json, IReadOnlyList<TokenLogProb> top)
    {
        var seen = new HashSet<string>(top.Count, StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var alternative in top)
        {
            var spelled = Spell(alternative.Bytes.Span);
            if (seen.Add(spelled)) json.WriteNumber(spelled, Finite(alternative.LogProb));
        }

        json.WriteEndObject();
    }

    // Part of a character has no spelling; OpenAI writes its bytes instead.
    private static string Spell(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var spelled = new StringBuilder("bytes:");
        foreach (var value in bytes) spelled.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        return spelled.ToString();
    }

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var value in utf8)
            if ((value & 0xC0) != 0x80) count++;
        return count;
    }

    private static float Finite(float logProb) => float.IsFinite(logProb) ? logProb : Least;
}
