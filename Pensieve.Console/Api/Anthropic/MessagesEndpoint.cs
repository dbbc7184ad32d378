using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>POST /v1/messages and /v1/messages/count_tokens.</summary>
internal sealed class MessagesEndpoint(ModelResolver models, ChatPrompts prompts, GenerationRunner runner, Callers callers)
{
    /// <summary>Generates the next turn.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.MessagesRequest, context.RequestAborted);
        var caller = callers.Of(context, "anthropic.messages");
        if (body.Value is not { } request)
        {
            await ErrorEnvelope.WriteAsync(context, body.Error!, Dialect.Anthropic);
            return;
        }

        var fields = new FieldReader();
        var settings = MessagesMapping.ReadSettings(request, fields);
        var target = Resolve(request, fields);
        if (target.Error is { } error)
        {
            await ErrorEnvelope.WriteAsync(context, error, Dialect.Anthropic);
            return;
        }

        var id = RequestId.Derive(context, "msg_");
        var shape = new MessagesShape(id, target.Model!.Id, target.Parsing, MessagesThinking.IsShown(request));
        await runner.RunAsync(context, target.Model, [(settings with { Grammar = target.Grammar }).ToRequest(id, target.Prompt!, caller, target.Parsing)], shape, settings.Stream);
    }

    /// <summary>Counts the prompt's tokens as <see cref="CreateAsync"/> would.</summary>
    public async Task CountAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.MessagesRequest, context.RequestAborted);
        var target = body.Value is { } request ? Resolve(request, new FieldReader()) : new Target(null, null, null, body.Error);
        if (target.Error is null)
        {
            var counted = await target.Model!.TokenizeAsync(target.Prompt!, context.RequestAborted);
            if (counted.Failure is null)
            {
                await JsonAnswer.WriteAsync(context, json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("input_tokens"u8, counted.Tokens.Length);
                    json.WriteEndObject();
                });
                return;
            }

            target = target with { Error = EngineErrors.ToApi(counted.Failure, Dialect.Anthropic) };
        }

        await ErrorEnvelope.WriteAsync(context, target.Error!, Dialect.Anthropic);
    }

    private Target Resolve(MessagesRequest request, FieldReader fields)
    {
        var chat = MessagesMapping.ReadChat(request, fields);
        if (fields.Error is not null) return new(null, null, null, fields.Error);
        var model = models.Resolve(request.Model, Dialect.Anthropic);
        if (model.Model is null) return new(null, null, null, model.Error);
        var rendered = prompts.Render(model.Model, chat);
        return new(model.Model, rendered.Prompt, rendered.Parsing, rendered.Error) { Grammar = rendered.Grammar };
    }

    private readonly record struct Target(Engine.IModelSession? Model, Prompt? Prompt, OutputParsing? Parsing, ApiError? Error)
    {
        public string? Grammar { get; init; }
    }
}
