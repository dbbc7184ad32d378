using System.Buffers;
using System.Collections.Immutable;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Console.Security.Keys;
using Pensieve.Engine;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>POST /v1/responses and …/input_tokens.</summary>
internal sealed class ResponsesEndpoint(
    ModelResolver models, ChatPrompts prompts, GenerationRunner runner, Callers callers, ResponseStore store, TimeProvider time)
{
    /// <summary>Generates the next turn.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.ResponsesRequest, context.RequestAborted);
        var caller = callers.Of(context, "openai.responses");
        var error = body.Error ?? await CreateAsync(context, body.Value!, caller);
        if (error is not null) await ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
    }

    /// <summary>Counts the prompt's tokens as <see cref="CreateAsync(HttpContext)"/> would.</summary>
    public async Task CountAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.ResponsesRequest, context.RequestAborted);
        var error = body.Error ?? await CountAsync(context, body.Value!, CallerKey.CacheScopeOf(context));
        if (error is not null) await ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
    }

    private async Task<ApiError?> CreateAsync(HttpContext context, ResponsesRequest request, Caller caller)
    {
        var fields = new FieldReader();
        var target = Resolve(request, caller.CacheScope, fields);
        if (target.Error is { } error) return error;

        var id = RequestId.Derive(context, "resp_");
        var (model, rendered, settings) = (target.Model!, target.Rendered, target.Settings!);
        var answer = new ResponsesAnswer(
            id, time.GetUtcNow().ToUnixTimeSeconds(), model.Id, request, settings.Sampling, rendered.Parsing, settings.Sampling.TopLogProbs is not null, time);
        // What is referred to may be forgotten before the answer is complete.
        ImmutableArray<StoredItem> asked = answer.IsStored ? InputItems.Of(request.Input!, target.Before, item => store.FindItem(caller.CacheScope, item)) : [];
        var shape = new ResponsesShape(answer, state => Keep(answer, state, caller.CacheScope, target, asked));
        await runner.RunAsync(context, model, [(settings with { Grammar = rendered.Grammar }).ToRequest(id, rendered.Prompt!, caller, rendered.Parsing)], shape, settings.Stream);
        return null;
    }

    private async Task<ApiError?> CountAsync(HttpContext context, ResponsesRequest request, string scope)
    {
        var target = Resolve(request, scope, new FieldReader());
        if (target.Error is { } error) return error;
        var counted = await target.Model!.TokenizeAsync(target.Rendered.Prompt!, context.RequestAborted);
        if (counted.Failure is { } failure) return EngineErrors.ToApi(failure, Dialect.OpenAI);
        await JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "response.input_tokens"u8);
            json.WriteNumber("input_tokens"u8, counted.Tokens.Length);
            json.WriteEndObject();
        });
        return null;
    }

    private Target Resolve(ResponsesRequest request, string scope, FieldReader fields)
    {
        var maxTokens = fields.Integer(request.MaxOutputTokens, Ranges.Responses.MaxOutputTokens);
        var topLogProbs = ResponsesMapping.ReadTopLogProbs(request, fields);
        ResponsesMapping.Check(request, fields);
        var asChat = new FieldReader();
        var chat = ResponsesAsChat.Convert(request, fields);
        var settings = OpenAIMapping.ReadSettings(chat, asChat, maxTokens, topLogProbs);
        var input = ChatMapping.ReadChat(chat, asChat);
        ResponsesAsChat.Report(asChat.Error, fields);
        var turns = ReadTurns(request, scope, fields);
        if (fields.Error is not null) return new Target(fields.Error);

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return new Target(found.Error);
        OpenAIMapping.CheckVocabulary(settings, model, fields);
        if (fields.Error is not null) return new Target(fields.Error);
        ImmutableArray<ChatMessage> messages = string.IsNullOrEmpty(request.Instructions) ? turns.Messages : [new ChatMessage(ChatRole.System, request.Instructions), .. turns.Messages];
        // Agents of this route send an effort to every model: here it is a hint.
        var rendered = prompts.Render(model, input with { Messages = messages, Thinking = input.Thinking with { DemandedBy = null } });
        return rendered.Error is { } error
            ? new Target(error.Field == "messages" ? error with { Field = "input" } : ResponsesAsChat.Rename(error))
            : new Target(null) { Model = model, Rendered = rendered, Settings = settings, Messages = turns.Messages, Previous = turns.Previous };
    }

    private (ImmutableArray<ChatMessage> Messages, StoredResponse? Previous) ReadTurns(ResponsesRequest request, string scope, FieldReader fields)
    {
        StoredResponse? previous = null;
        if (request.PreviousResponseId is { } id)
        {
            previous = store.Find(scope, id);
            if (previous is null)
            {
                fields.Fail(new ApiError(400, $"previous_response_id: Previous response with id '{id}' not found. This server keeps the last {ResponseStore.MaxCount} in memory; send the whole conversation as input.",
                    "previous_response_id", "previous_response_not_found"));
            }
        }

        var turns = new ResponseTurns(fields, previous?.Messages ?? [], item => store.FindItem(scope, item));
        if (request.Input is { } input) turns.Add(input);
        turns.CheckAnswered();
        return (turns.Messages, previous);
    }

    private void Keep(ResponsesAnswer answer, ResponsesState state, string scope, Target target, ImmutableArray<StoredItem> asked)
    {
        if (!answer.IsStored) return;
        var document = new ArrayBufferWriter<byte>(1024);
        SseJson.Document(document, json => ResponsesJson.Write(json, answer, state));
        var messages = target.Messages.ToList();
        var items = state.Items.Select(ResponsesJson.Keep).ToImmutableArray();
        foreach (var item in items) ResponseTurns.Append(messages, item.Message!);
        store.Add(new StoredResponse(answer.Id, scope, document.WrittenMemory, [.. messages], [.. target.Before], asked, items));
    }

    private sealed record Target(ApiError? Error)
    {
        public IModelSession? Model { get; init; }

        public PromptOutcome Rendered { get; init; }

        public GenerationSettings? Settings { get; init; }

        /// <summary>The conversation without instructions.</summary>
        public ImmutableArray<ChatMessage> Messages { get; init; } = [];

        /// <summary>The answer that this one continues.</summary>
        public StoredResponse? Previous { get; init; }

        /// <summary>The items of that answer's conversation.</summary>
        public IEnumerable<StoredItem> Before => Previous is { } previous ? previous.Before.Concat(previous.Own) : [];
    }
}
