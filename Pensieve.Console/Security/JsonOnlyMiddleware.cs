using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security;

/// <summary>
/// API bodies are application/json and nothing else: a page of another site can post forms and plain text without
/// asking, but not JSON. Under /v1 no body needs no type: SDKs cancel so, and whatever generates wants a body.
/// </summary>
internal sealed class JsonOnlyMiddleware(RequestDelegate next)
{
    /// <summary>Passes JSON and requests that change nothing; 415 for others.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsChange(request.Method) || !ApiPaths.IsApi(request.Path) || IsJson(request) || IsBare(request)) return next(context);
        return ErrorEnvelope.WriteAsync(context, new ApiError(
            415, "The request body must be JSON: send \"Content-Type: application/json\".", Code: "unsupported_media_type"));
    }

    private static bool IsChange(string method) => HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method);

    private static bool IsBare(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) && request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false;

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
