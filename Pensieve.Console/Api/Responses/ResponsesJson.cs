using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>Response objects and their items.</summary>
internal static class ResponsesJson
{
    /// <summary>A whole response object.</summary>
    public static void Write(Utf8JsonWriter json, ResponsesAnswer answer, in ResponsesState state)
    {
        var request = answer.Request;
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, answer.Created);
        json.WriteString("status"u8, state.Status);
        json.WriteBoolean("background"u8, false);
        if (state.CompletedAt is { } completed) json.WriteNumber("completed_at"u8, completed);
        else json.WriteNull("completed_at"u8);
        WriteReasons(json, state);
        json.WriteString("instructions"u8, request.Instructions);
        json.WriteString("model"u8, answer.Model);
        json.WriteStartArray("output"u8);
        foreach (var item in state.Items) WriteItem(json, item, isInProgress: false);
        json.WriteEndArray();
        WriteSettings(json, answer);
        WriteUsage(json, state.Usage);
        json.WriteEndObject();
    }

    /// <summary>An item of the output; one in progress is empty yet.</summary>
    public static void WriteItem(Utf8JsonWriter json, OutputItem item, bool isInProgress)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, item.IsThinking ? "reasoning"u8 : item.Tool is null ? "message"u8 : "function_call"u8);
        json.WriteString("status"u8, isInProgress ? "in_progress"u8 : item.IsIncomplete ? "incomplete"u8 : "completed"u8);
        if (item.Tool is null)
        {
            if (item.IsThinking)
            {
                json.WriteStartArray("summary"u8);
                json.WriteEndArray();
            }
            else
            {
                json.WriteString("role"u8, "assistant"u8);
            }

            json.WriteStartArray("content"u8);
            if (!isInProgress) WritePart(json, item, isInProgress: false);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("call_id"u8, item.CallId);
            json.WriteString("name"u8, item.Tool);
            json.WriteText("arguments"u8, isInProgress ? default : item.Utf8.WrittenSpan);
        }

        json.WriteEndObject();
    }

    /// <summary>An item of the output to be kept.</summary>
    public static StoredItem Keep(OutputItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(item.Utf8.WrittenCount + 256);
        SseJson.Document(buffer, json => WriteItem(json, item, isInProgress: false));
        return new StoredItem(item.Id, buffer.WrittenMemory, item.ToMessage());
    }

    /// <summary>The one part of a message.</summary>
    public static void WritePart(Utf8JsonWriter json, OutputItem item, bool isInProgress)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, item.IsThinking ? "reasoning_text"u8 : "output_text"u8);
        json.WriteText("text"u8, isInProgress ? default : item.Utf8.WrittenSpan);
        if (item.IsThinking)
        {
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WritePropertyName("logprobs"u8);
        LogProbsJson.WriteTokens(json, isInProgress ? [] : item.LogProbs);
        json.WriteEndObject();
    }

    private static void WriteReasons(Utf8JsonWriter json, in ResponsesState state)
    {
        if (state.Failure is { } failure)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, failure.Status == 429 ? "rate_limit_exceeded"u8 : "server_error"u8);
            json.WriteString("message"u8, failure.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error"u8);
        }

        if (state.Status == "incomplete")
        {
            json.WriteStartObject("incomplete_details"u8);
            json.WriteString("reason"u8, "max_output_tokens"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("incomplete_details"u8);
        }
    }

    private static void WriteSettings(Utf8JsonWriter json, ResponsesAnswer answer)
    {
        var request = answer.Request;
        if (request.MaxOutputTokens.Kind == NumberKind.Integer) json.WriteNumber("max_output_tokens"u8, request.MaxOutputTokens.Integer);
        else json.WriteNull("max_output_tokens"u8);
        json.WriteStartObject("metadata"u8);
        foreach (var (key, value) in request.Metadata ?? []) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteBoolean("parallel_tool_calls"u8, request.ParallelToolCalls ?? true);
        json.WriteString("previous_response_id"u8, request.PreviousResponseId);
        json.WriteString("prompt_cache_key"u8, request.PromptCacheKey);
        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, request.Reasoning.TypeName("effort"));
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteString("safety_identifier"u8, request.SafetyIdentifier);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteBoolean("store"u8, answer.IsStored);
        json.WriteNumber("temperature"u8, answer.Sampling.Temperature);
        json.WriteStartObject("text"u8);
        json.WritePropertyName("format"u8);
        if (request.Text.ValueKind == JsonValueKind.Object && request.Text.TryGetProperty("format", out var format) && !format.IsAbsent()) format.WriteTo(json);
        else json.WriteRawValue("""{"type":"text"}"""u8, skipInputValidation: true);
        json.WriteEndObject();
        json.WritePropertyName("tool_choice"u8);
        if (request.ToolChoice.IsAbsent()) json.WriteStringValue("auto"u8);
        else request.ToolChoice.WriteTo(json);
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools ?? []) WriteTool(json, tool!);
        json.WriteEndArray();
        json.WriteNumber("top_logprobs"u8, answer.Sampling.TopLogProbs ?? 0);
        json.WriteNumber("top_p"u8, answer.Sampling.TopP);
        json.WriteString("truncation"u8, "disabled"u8);
        if (request.User is not null) json.WriteString("user"u8, request.User);
    }

    private static void WriteTool(Utf8JsonWriter json, ResponseToolParam tool)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, tool.Type);
        json.WriteString("name"u8, tool.Name);
        json.WriteString("description"u8, tool.Description);
        json.WritePropertyName("parameters"u8);
        if (tool.Parameters.IsAbsent()) json.WriteNullValue();
        else tool.Parameters.WriteTo(json);
        json.WriteBoolean("strict"u8, tool.Strict ?? false);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? known)
    {
        if (known is not { } usage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.PromptTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        json.WriteNumber("cache_write_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.PromptTokens + usage.OutputTokens);
        json.WriteEndObject();
    }
}
