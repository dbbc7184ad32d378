using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>POST /v1/embeddings.</summary>
internal sealed class EmbeddingsEndpoint(ModelResolver models, Callers callers, OpenAnswers answers)
{
    /// <summary>Turns each input into a vector of length 1.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, WireContext.Default.EmbeddingsRequest, context.RequestAborted);
        var caller = callers.Of(context, "openai.embeddings");
        var error = body.Error ?? await CreateAsync(context, body.Value!, caller);
        if (error is not null) await ErrorEnvelope.WriteAsync(context, error, Dialect.OpenAI);
    }

    private async Task<ApiError?> CreateAsync(HttpContext context, EmbeddingsRequest request, Caller caller)
    {
        var fields = new FieldReader();
        if (request.EncodingFormat is not (null or "float" or "base64")) fields.Fail("encoding_format", "must be \"float\" or \"base64\".");
        var dimensions = (int?)fields.Integer(request.Dimensions, Ranges.Embeddings.Dimensions);
        if (fields.Error is not null) return fields.Error;

        var found = models.Resolve(request.Model, Dialect.OpenAI);
        if (found.Model is not { } model) return found.Error;
        if (model.Info.Embedding is not { } info)
            return ApiError.Unsupported("model", $"embedding with '{model.Id}', which ranks texts and yields no vectors, is", "Load another model.");
        if (dimensions > info.Size)
            return ApiError.Invalid("dimensions", string.Create(CultureInfo.InvariantCulture, $"dimensions: must be at most {info.Size}, the size of the model's vectors."));
        var inputs = ReadInputs(request.Input, model, fields);
        if (fields.Error is not null) return fields.Error;

        var answer = answers.Begin(context.Response);
        var outcome = await EmbedAsync(context, model, inputs, caller);
        if (outcome is not { Failure: null }) answer.Dispose();
        if (outcome is not { } done) return null; // the client is gone
        if (done.Failure is { } failure) return ToApi(failure) with { HasRecord = !failure.IsRefusal };
        await JsonAnswer.WriteAsync(context, json => Write(json, model.Id, done.Embeddings, dimensions, request.EncodingFormat == "base64"));
        return null;
    }

    private static ImmutableArray<Prompt> ReadInputs(JsonElement input, IModelSession model, FieldReader fields)
    {
        if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > Ranges.Embeddings.MaxInputs && input[0].ValueKind != JsonValueKind.Number)
        {
            fields.Fail("input", string.Create(CultureInfo.InvariantCulture, $"must have at most {Ranges.Embeddings.MaxInputs} inputs."));
            return [];
        }

        var inputs = CompletionPrompts.Read(input, model, fields, "input");
        for (var i = 0; i < inputs.Count; i++)
        {
            var isEmpty = inputs[i].Tokens.IsEmpty && inputs[i].Segments.All(s => s.Text.Length == 0);
            if (isEmpty) fields.Fail(input.ValueKind == JsonValueKind.String ? "input" : string.Create(CultureInfo.InvariantCulture, $"input.{i}"), "must not be empty.");
        }

        return [.. inputs];
    }

    private static async Task<EmbeddingOutcome?> EmbedAsync(HttpContext context, IModelSession model, ImmutableArray<Prompt> inputs, Caller caller)
    {
        try
        {
            return await model.EmbedAsync(
                new EmbeddingRequest { Id = RequestId.Derive(context, "embd-"), Inputs = inputs, Deadline = caller.Deadline, Source = caller.Source, ReceivedNs = caller.ReceivedNs },
                context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // The engine's sentences name the input; its general ones speak of a prompt.
    private static ApiError ToApi(EngineFailure failure) => failure.Kind is FailureKind.PromptTooLong or FailureKind.InvalidRequest
        ? new ApiError(400, failure.Message, failure.Message.StartsWith("input", StringComparison.Ordinal) ? failure.Message[..failure.Message.IndexOf(':')] : "model",
            failure.Kind == FailureKind.PromptTooLong ? "context_length_exceeded" : null)
        : EngineErrors.ToApi(failure, Dialect.OpenAI);

    private static void Write(Utf8JsonWriter json, string model, ImmutableArray<Embedding> embeddings, int? dimensions, bool isBase64)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < embeddings.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            WriteVector(json, Cut(embeddings[i].Vector, dimensions), isBase64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, embeddings.Sum(e => e.Tokens));
        json.WriteNumber("total_tokens"u8, embeddings.Sum(e => e.Tokens));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Fewer dimensions are the first ones, brought to length 1 again; models trained for that (Matryoshka) lose little by it.
    private static float[] Cut(float[] vector, int? dimensions)
    {
        if (dimensions is not { } size || size == vector.Length) return vector;
        var cut = vector[..size];
        var norm = TensorPrimitives.Norm<float>(cut);
        if (norm > 0) TensorPrimitives.Divide(cut, norm, cut);
        return cut;
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool isBase64)
    {
        if (isBase64)
        {
            json.WriteBase64String("embedding"u8, LittleEndian(vector));
            return;
        }

        json.WriteStartArray("embedding"u8);
        foreach (var value in vector) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> LittleEndian(float[] vector)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes<float>(vector);
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), vector[i]);
        return bytes;
    }
}
