using System.Globalization;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>The prompt field of legacy completions, and the input of embeddings: a string, strings, token ids, or lists of token ids.</summary>
internal static class CompletionPrompts
{
    private const string Expected = "must be a string, an array of strings, an array of token ids, or an array of such arrays.";

    /// <summary>The prompts in order; faults are recorded.</summary>
    public static List<Prompt> Read(JsonElement field, IModelSession model, FieldReader fields, string name = "prompt")
    {
        var prompts = new List<Prompt>();
        if (field.ValueKind == JsonValueKind.String)
        {
            prompts.Add(Prompt.FromText(field.GetString()!));
        }
        else if (field.ValueKind != JsonValueKind.Array || field.GetArrayLength() == 0)
        {
            fields.Fail(name, field.IsAbsent() ? "is required and " + Expected : Expected);
        }
        else if (field[0].ValueKind == JsonValueKind.Number)
        {
            prompts.Add(ReadTokens(field, name, model, fields));
        }
        else
        {
            var index = 0;
            foreach (var item in field.EnumerateArray()) prompts.Add(ReadOne(item, $"{name}.{index++}", field[0].ValueKind, model, fields));
        }

        return prompts;
    }

    /// <summary>The text that echo puts in front of a prompt's choices.</summary>
    public static async Task<(IReadOnlyList<ReadOnlyMemory<byte>>? Texts, ApiError? Error)> EchoAsync(
        IReadOnlyList<Prompt> prompts, IModelSession model, CancellationToken cancellationToken)
    {
        var texts = new List<ReadOnlyMemory<byte>>(prompts.Count);
        foreach (var prompt in prompts)
        {
            if (prompt.Tokens.IsEmpty)
            {
                texts.Add(Encoding.UTF8.GetBytes(string.Concat(prompt.Segments.Select(s => s.Text))));
                continue;
            }

            var spelled = await model.DetokenizeAsync(prompt.Tokens, cancellationToken);
            if (spelled.Failure is { } failure) return (null, EngineErrors.ToApi(failure, Dialect.OpenAI));
            texts.Add(WholeCharacters(spelled.Bytes));
        }

        return (texts, null);
    }

    private static Prompt ReadOne(JsonElement item, string path, JsonValueKind kind, IModelSession model, FieldReader fields)
    {
        if (item.ValueKind == kind && kind == JsonValueKind.String) return Prompt.FromText(item.GetString()!);
        if (item.ValueKind == kind && kind == JsonValueKind.Array && item.GetArrayLength() > 0) return ReadTokens(item, path, model, fields);
        fields.Fail(path, "must be of the same kind as the others: a string, or an array of token ids.");
        return Prompt.FromText("");
    }

    private static Prompt ReadTokens(JsonElement list, string path, IModelSession model, FieldReader fields)
    {
        var tokens = new List<int>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var token) && token >= 0 && token < model.Info.VocabularySize) tokens.Add(token);
            else fields.Fail(string.Create(CultureInfo.InvariantCulture, $"{path}.{tokens.Count}"), OpenAIMapping.TokenRange(model));
        }

        return Prompt.FromTokens(tokens);
    }

    // Ids may be cut inside a character; JSON cannot carry half of one.
    private static ReadOnlyMemory<byte> WholeCharacters(ReadOnlyMemory<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes.Span) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
}
