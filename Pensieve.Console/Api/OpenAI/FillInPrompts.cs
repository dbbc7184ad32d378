using System.Collections.Immutable;
using System.Globalization;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>The prompts of a completion with a suffix: both texts around the model's own tokens for filling in.</summary>
internal static class FillInPrompts
{
    /// <summary>Refuses a suffix where the model has no such tokens.</summary>
    public static void Check(string? suffix, IModelSession model, FieldReader fields)
    {
        if (string.IsNullOrEmpty(suffix) || model.Info.FillIn is not null) return;
        fields.Unsupported("suffix", $"the vocabulary of the loaded model '{model.Id}' has no tokens for filling in, so that text after the completion is", "Leave it out, or load a model trained to fill in.");
    }

    /// <summary>
    /// Each prompt with the suffix behind it. The tokens are put in by id, and no text is turned into one of them: a text that
    /// a vocabulary would read as such a token is refused. Prompts of ids stay as they are.
    /// </summary>
    /// <returns>As many prompts as given, or why not. Unchanged without a suffix.</returns>
    public static async Task<(IReadOnlyList<Prompt> Prompts, ApiError? Error)> ForAsync(
        IReadOnlyList<Prompt> prompts, string? suffix, IModelSession model, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(suffix) || model.Info.FillIn is not { } marks) return (prompts, null);
        var head = await model.TokenizeAsync(Prompt.FromText(""), cancellationToken);
        var end = await model.TokenizeAsync(Prompt.FromText(suffix), cancellationToken);
        if ((head.Failure ?? end.Failure) is { } failure) return ([], EngineErrors.ToApi(failure, Dialect.OpenAI));
        var after = WithoutHead(end.Tokens, head.Tokens);
        if (HoldsMark(after, marks)) return ([], SpellsMark("suffix"));
        var made = new List<Prompt>(prompts.Count);
        foreach (var prompt in prompts)
        {
            var counted = await model.TokenizeAsync(prompt, cancellationToken);
            if (counted.Failure is { } why) return ([], EngineErrors.ToApi(why, Dialect.OpenAI));
            var before = WithoutHead(counted.Tokens, head.Tokens);
            if (prompt.Tokens.IsEmpty && HoldsMark(before, marks))
                return ([], SpellsMark(prompts.Count == 1 ? "prompt" : string.Create(CultureInfo.InvariantCulture, $"prompt.{made.Count}")));
            made.Add(Prompt.FromTokens([.. head.Tokens, marks.Before, .. before, marks.After, .. after, marks.Middle]));
        }

        return (made, null);
    }

    // What the model wants before every text stands once, in front of all.
    private static ImmutableArray<int> WithoutHead(ImmutableArray<int> tokens, ImmutableArray<int> head) =>
        tokens.AsSpan().StartsWith(head.AsSpan()) ? tokens[head.Length..] : tokens;

    private static bool HoldsMark(ImmutableArray<int> tokens, FillInTokens marks) =>
        tokens.AsSpan().ContainsAny(marks.Before, marks.After, marks.Middle);

    private static ApiError SpellsMark(string field) =>
        ApiError.Invalid(field, $"{field}: holds the spelling of a token that the model fills in by, and its vocabulary does not tell the two apart. Take the spelling out.");
}
