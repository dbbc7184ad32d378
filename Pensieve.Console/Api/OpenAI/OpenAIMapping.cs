using System.Collections.Immutable;
using System.Globalization;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Fields that chat and legacy completions share.</summary>
internal static class OpenAIMapping
{
    /// <summary>Choices per prompt.</summary>
    public static int ReadN(OpenAIRequest request, FieldReader fields) => (int)(fields.Integer(request.N, Ranges.OpenAI.N) ?? 1);

    /// <summary>Settings; token limit and log-probabilities are named differently on each route.</summary>
    public static GenerationSettings ReadSettings(OpenAIRequest request, FieldReader fields, long? maxTokens, long? topLogProbs) => new()
    {
        Sampling = request.Read(fields, Ranges.OpenAI.Sampling) with { TopLogProbs = (int?)topLogProbs, LogitBias = ReadLogitBias(request, fields) },
        MaxTokens = (int?)maxTokens,
        StopSequences = ReadStop(request.Stop, fields),
        IgnoreEos = request.IgnoreEos ?? false,
        CachePrompt = request.CachePrompt ?? true,
        Stream = request.Stream ?? false,
    };

    /// <summary>stream_options has a meaning for streams only.</summary>
    public static bool ReadIncludeUsage(OpenAIRequest request, FieldReader fields)
    {
        if (request.StreamOptions is not null && request.Stream != true) fields.Fail("stream_options", "is allowed only with \"stream\": true.");
        return request.StreamOptions?.IncludeUsage ?? false;
    }

    /// <summary>Token ids of logit_bias must exist in the model.</summary>
    public static void CheckVocabulary(GenerationSettings settings, IModelSession model, FieldReader fields)
    {
        foreach (var (token, _) in settings.Sampling.LogitBias)
        {
            if (token < model.Info.VocabularySize) continue;
            fields.Fail(BiasPath(token.ToString(CultureInfo.InvariantCulture)), TokenRange(model));
        }
    }

    /// <summary>Completes "field: …" for a token id out of range.</summary>
    public static string TokenRange(IModelSession model) =>
        string.Create(CultureInfo.InvariantCulture, $"must be a token id from 0 to {model.Info.VocabularySize - 1}.");

    private static ImmutableArray<string> ReadStop(TextOrList<string?>? stop, FieldReader fields) => stop switch
    {
        null => [],
        { Items: { } many } => StopSequences.Read(fields, "stop", many),
        { Text: "" } => [],
        _ => StopSequences.Read(fields, "stop", [stop.Text]),
    };

    private static ImmutableArray<KeyValuePair<int, float>> ReadLogitBias(OpenAIRequest request, FieldReader fields)
    {
        if (request.LogitBias is not { Count: > 0 } wire) return [];
        var biases = ImmutableArray.CreateBuilder<KeyValuePair<int, float>>(wire.Count);
        foreach (var (key, value) in wire)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var token)) fields.Fail(BiasPath(key), "must be named by a token id.");
            else if (fields.Real(value, Ranges.OpenAI.LogitBias, BiasPath(key)) is { } bias) biases.Add(new(token, bias));
        }

        return biases.ToImmutable();
    }

    private static string BiasPath(string key) => "logit_bias." + key;
}
