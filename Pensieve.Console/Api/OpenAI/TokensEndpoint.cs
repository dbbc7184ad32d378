using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /tokenize, /detokenize and /apply-template: what a prompt becomes, as llama-server shows it.</summary>
internal sealed class TokensEndpoint(ModelResolver models, ChatPrompts prompts, IEngine engine)
{
    /// <summary>The ids of a text.</summary>
    public async Task TokenizeAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.TokenizeRequest, context.RequestAborted);
        await AnswerAsync(context, body.Error ?? await TokenizeAsync(context, body.Value!));
    }

    /// <summary>The text of ids.</summary>
    public async Task DetokenizeAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.DetokenizeRequest, context.RequestAborted);
        await AnswerAsync(context, body.Error ?? await DetokenizeAsync(context, body.Value!));
    }

    /// <summary>The prompt that a chat body makes.</summary>
    public async Task ApplyTemplateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.ChatRequest, context.RequestAborted);
        await AnswerAsync(context, body.Error ?? await ApplyTemplateAsync(context, body.Value!));
    }

    private async Task<ApiError?> TokenizeAsync(HttpContext context, TokenizeRequest request)
    {
        if (request.Content is null) return ApiError.Invalid("content", "content: is required and must be a string.");
        var found = Find(request.Model);
        if (found.Model is not { } model) return found.Error;
        var counted = await model.TokenizeAsync(Text(request.Content, request.ParseSpecial ?? true), context.RequestAborted);
        if (counted.Failure is { } failure) return EngineErrors.ToApi(failure, Dialect.OpenAI);
        var tokens = counted.Tokens;
        if (request.AddSpecial != true)
        {
            // What stands before every text.
            var prefix = await model.TokenizeAsync(Text("", isTemplate: false), context.RequestAborted);
            if (prefix.Failure is { } why) return EngineErrors.ToApi(why, Dialect.OpenAI);
            tokens = tokens[Math.Min(prefix.Tokens.Length, tokens.Length)..];
        }

        var pieces = request.WithPieces == true ? new Dictionary<int, ReadOnlyMemory<byte>>() : null;
        foreach (var token in pieces is null ? [] : tokens.Distinct())
        {
            var piece = await model.DetokenizeAsync([token], context.RequestAborted);
            if (piece.Failure is { } why) return EngineErrors.ToApi(why, Dialect.OpenAI);
            pieces![token] = piece.Bytes;
        }

        await JsonAnswer.WriteAsync(context, json => Write(json, tokens, pieces));
        return null;
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<int> tokens, Dictionary<int, ReadOnlyMemory<byte>>? pieces)
    {
        json.WriteStartObject();
        json.WriteStartArray("tokens"u8);
        foreach (var token in tokens)
        {
            if (pieces is null)
            {
                json.WriteNumberValue(token);
                continue;
            }

            json.WriteStartObject();
            json.WriteNumber("id"u8, token);
            WritePiece(json, pieces[token].Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A token may be a part of a character, which no string can hold: its bytes, then.
    private static void WritePiece(Utf8JsonWriter json, ReadOnlySpan<byte> piece)
    {
        if (System.Text.Unicode.Utf8.IsValid(piece))
        {
            json.WriteString("piece"u8, piece);
            return;
        }

        json.WriteStartArray("piece"u8);
        foreach (var value in piece) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private async Task<ApiError?> DetokenizeAsync(HttpContext context, DetokenizeRequest request)
    {
        if (request.Tokens is null) return ApiError.Invalid("tokens", "tokens: is required and must be an array of token ids.");
        var found = Find(request.Model);
        if (found.Model is not { } model) return found.Error;
        var fields = new FieldReader();
        var range = new FieldRange("tokens", 0, model.Info.VocabularySize - 1, true, false) { IsRequired = true };
        var ids = request.Tokens.Select((token, i) => (int)(fields.Integer(token, range, string.Create(CultureInfo.InvariantCulture, $"tokens.{i}")) ?? 0)).ToImmutableArray();
        if (fields.Error is not null) return fields.Error;
        var spelled = await model.DetokenizeAsync(ids, context.RequestAborted);
        if (spelled.Failure is { } failure) return EngineErrors.ToApi(failure, Dialect.OpenAI);
        await AnswerAsync(context, "content", Encoding.UTF8.GetString(spelled.Bytes.Span));
        return null;
    }

    private async Task<ApiError?> ApplyTemplateAsync(HttpContext context, ChatRequest request)
    {
        var fields = new FieldReader();
        var chat = ChatMapping.ReadChat(request, fields);
        if (fields.Error is not null) return fields.Error;
        var found = Find(request.Model);
        if (found.Model is not { } model) return found.Error;
        var rendered = prompts.Render(model, chat);
        if (rendered.Prompt is not { } prompt) return rendered.Error;
        await AnswerAsync(context, "prompt", string.Concat(prompt.Segments.Select(segment => segment.Text)));
        return null;
    }

    private ModelOutcome Find(string? name) =>
        name is null && engine.Models is [var only] ? new ModelOutcome(only, null) : models.Resolve(name, Dialect.OpenAI);

    private static Prompt Text(string content, bool isTemplate) => Prompt.FromSegments([new PromptSegment(content, isTemplate)]);

    private static Task AnswerAsync(HttpContext context, string name, string text) => JsonAnswer.WriteAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString(name, text);
        json.WriteEndObject();
    });

    private static Task AnswerAsync(HttpContext context, ApiError? error) =>
        error is null ? Task.CompletedTask : ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
}
