using System.Text.Json;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>What must hold for the answer to any request.</summary>
internal static class FuzzVerdict
{
    private static readonly string[] s_withoutField = ["not valid JSON", "must be a JSON object", "request body is empty", "request body is null", "prompt is too long", "maximum context length"];

    /// <summary>What is wrong with an answer; null = nothing.</summary>
    public static string? Judge(FuzzRequest request, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        if (!response.Headers.Contains("request-id") || !response.Headers.Contains("x-request-id")) return "no request id";
        if (status == 503 && request.Path.StartsWith("/health", StringComparison.Ordinal)) return "not ready";
        if (status is 503 or 529 or 429) return response.Headers.RetryAfter is null ? "refused without retry-after" : null;
        if (status >= 500) return "a server error";
        if (status >= 400) return request.Method == "HEAD" ? null : JudgeRefusal(request, response, status, body);
        if (status == 200 && response.Content.Headers.ContentType?.MediaType == "text/event-stream") return JudgeStream(request, body);
        return null;
    }

    private static string? JudgeRefusal(FuzzRequest request, HttpResponseMessage response, int status, string body)
    {
        if (request.IsValid) return "a valid request was refused";
        // Outside the API pages answer, as pages; dots in a path lead there.
        if (response.Content.Headers.ContentType?.MediaType == "text/html") return request.Path.StartsWith(request.Route.Path + "/", StringComparison.Ordinal) || !request.Path.StartsWith("/v1", StringComparison.Ordinal) ? null : "a page";
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return "the error is no JSON";
        }

        // Host and Origin, methods and content types have nothing to do with fields.
        if (status != 400 || request.Field is null || !request.Route.IsForClients) return null;
        var error = json.GetProperty("error");
        var message = error.GetProperty("message").GetString()!;
        if (Array.Exists(s_withoutField, s => message.Contains(s, StringComparison.Ordinal))) return null;
        if (request.Route.IsAnthropic) return json.GetProperty("request_id").GetString() is null ? "no request_id" : NamesAField(request.Route, message);
        return error.GetProperty("param").GetString() is { } param ? NamesAField(request.Route, param) : "no param";
    }

    private static string? NamesAField(FuzzRoute route, string text) =>
        route.Fields.Any(f => text.StartsWith(f, StringComparison.Ordinal)) ? null : "the refusal does not begin with the name of a field";

    private static string? JudgeStream(FuzzRequest request, string body)
    {
        try
        {
            if (request.Route.IsAnthropic) StrictAnthropicStream.Parse(body);
            else if (request.Path.StartsWith("/v1/responses", StringComparison.Ordinal)) StrictResponsesStream.Parse(body);
            else StrictOpenAIStream.Parse(body, isChat: request.Path == "/v1/chat/completions", includeUsage: body.Contains("\"usage\":", StringComparison.Ordinal));
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }
}
