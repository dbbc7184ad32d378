using Pensieve.Console.Api.Errors;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Tools;

/// <summary>Makes the grammar that a request's answer must match.</summary>
internal static class AnswerGrammars
{
    /// <summary>The grammar; both null = the answer is free.</summary>
    public static (string? Grammar, ApiError? Error) For(ChatInput input, ToolCallFormat? format, ReasoningOptions? reasoning)
    {
        var isCallConstrained = input.Offer is { } offer && format is not null
            && (offer.IsForced || input.Form is not null || (offer.Callable.Any(t => t.IsChecked) && AnswerGrammar.ConstrainsFreeCalls(format)));
        if (input.Form is null && !isCallConstrained) return default;
        if (input.Form is { Gbnf: not null } && input.Offer is not null)
            return (null, ApiError.Invalid(input.Form.Field, $"{input.Form.Field}: cannot be combined with tools. Send one of the two."));
        return Answer(new AnswerGrammar
        {
            Reasoning = reasoning,
            Schema = input.Form?.Schema,
            SchemaPath = input.Form?.Field ?? "",
            IsAnyObject = input.Form?.IsAnyObject == true,
            Gbnf = input.Form?.Gbnf,
            Format = isCallConstrained ? format : null,
            Tools = isCallConstrained ? input.Offer!.Callable : [],
            ForcesCall = input.Offer?.IsForced == true,
            IsSingle = input.Offer?.IsSingle == true,
        }, input.Form?.Field ?? "tools");
    }

    /// <summary>The grammar of a text without tools or thinking.</summary>
    public static (string? Grammar, ApiError? Error) For(AnswerForm? form) => form is null ? default
        : Answer(new AnswerGrammar { Schema = form.Schema, SchemaPath = form.Field, IsAnyObject = form.IsAnyObject, Gbnf = form.Gbnf }, form.Field);

    private static (string? Grammar, ApiError? Error) Answer(AnswerGrammar wanted, string field)
    {
        var outcome = wanted.Build();
        if (outcome.Error is not { } error) return (outcome.Grammar, null);
        var path = string.IsNullOrEmpty(error.Path) ? field : error.Path;
        return (null, ApiError.Invalid(path, $"{path}: {error.Message}"));
    }
}
