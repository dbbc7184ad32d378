using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security;

namespace Pensieve.Console.Api.Errors;

/// <summary>Writes an <see cref="ApiError"/> in the shape that a dialect's clients parse.</summary>
internal static class ErrorEnvelope
{
    /// <summary>
    /// Answers with <paramref name="error"/> in the dialect of the request, and leaves it among the request's features. The
    /// response must not have started.
    /// </summary>
    public static Task WriteAsync(HttpContext context, ApiError error) => WriteAsync(context, error, Dialects.Of(context.Request));

    /// <inheritdoc cref="WriteAsync(HttpContext, ApiError)"/>
    public static Task WriteAsync(HttpContext context, ApiError error, Dialect dialect)
    {
        context.Features.Set(error);
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = dialect == Dialect.Problem ? "application/problem+json" : "application/json";
        if (error.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        else if (error.IsRepeatedBySdks) response.Headers["x-should-retry"] = "false";

        var body = new ArrayBufferWriter<byte>(512);
        WriteJson(body, error, dialect, RequestId.Of(context));
        response.ContentLength = body.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }

    /// <summary>The envelope's JSON, as it stands in a body or in a stream's error event.</summary>
    public static void WriteJson(IBufferWriter<byte> output, ApiError error, Dialect dialect, string requestId)
    {
        using var json = new Utf8JsonWriter(output, JsonFormat.Writer);
        json.WriteStartObject();
        switch (dialect)
        {
            case Dialect.Anthropic: WriteAnthropic(json, error, requestId); break;
            case Dialect.OpenAI: WriteOpenAI(json, error); break;
            default: WriteProblem(json, error, requestId); break;
        }

        json.WriteEndObject();
    }

    private static void WriteAnthropic(Utf8JsonWriter json, ApiError error, string requestId)
    {
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, AnthropicType(error.Status));
        json.WriteString("message"u8, error.Message);
        if (error.Unsupports is { } unsupported) WriteDetails(json, error.Code, unsupported);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
    }

    private static void WriteDetails(Utf8JsonWriter json, string? code, IReadOnlyList<string> unsupported)
    {
        json.WriteStartObject("details"u8);
        json.WriteString("error_code"u8, code);
        json.WriteStartArray("unsupported"u8);
        foreach (var what in unsupported) json.WriteStringValue(what);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOpenAI(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, OpenAIType(error.Status));
        json.WriteString("param"u8, error.Field);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter json, ApiError error, string requestId)
    {
        json.WriteString("type"u8, "about:blank"u8);
        json.WriteString("title"u8, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.Status));
        json.WriteNumber("status"u8, error.Status);
        json.WriteString("detail"u8, error.Message);
        if (error.Field is not null) json.WriteString("field"u8, error.Field);
        if (error.Code is not null) json.WriteString("code"u8, error.Code);
        json.WriteString("requestId"u8, requestId);
    }

    private static string AnthropicType(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        503 or 529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    private static string OpenAIType(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        503 => "service_unavailable_error",
        504 => "timeout_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
