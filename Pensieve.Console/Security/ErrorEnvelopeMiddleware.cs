using System.Text.Json;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Security;

/// <summary>Gives every error without a body one in the dialect of its route: unknown routes, wrong methods, unread bodies, bugs.</summary>
internal sealed partial class ErrorEnvelopeMiddleware(
    RequestDelegate next, IOptionsMonitor<EdgeOptions> options, ILogger<ErrorEnvelopeMiddleware> logger)
{
    /// <summary>Runs the rest and completes its errors.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBareError(context)) await ErrorEnvelope.WriteAsync(context, Describe(context));
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested && fault is OperationCanceledException or IOException)
        {
            // The client is gone: there is nobody to tell.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await ErrorEnvelope.WriteAsync(context, Describe(fault));
        }
        catch (Exception fault) when (!context.Response.HasStarted && ApiPaths.IsForPrograms(context.Request.Path))
        {
            LogBug(logger, fault, context.Request.Path, RequestId.Of(context));
            await ErrorEnvelope.WriteAsync(context, new ApiError(500, "The server failed to handle the request; its log says why.", Code: "internal_error"));
        }
    }

    private static bool IsBareError(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
        && ApiPaths.IsForPrograms(context.Request.Path);

    private static ApiError Describe(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value);
        return context.Response.StatusCode switch
        {
            404 => new ApiError(404, $"There is no route {method} {path}.", Code: "unknown_route"),
            405 => new ApiError(405, $"{path} does not take {method}; it takes {context.Response.Headers.Allow}.", Code: "method_not_allowed"),
            var status => new ApiError(status, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status) + "."),
        };
    }

    private ApiError Describe(BadHttpRequestException fault) => fault switch
    {
        { StatusCode: 413 } => BodyLimitMiddleware.TooLarge(options.CurrentValue.MaxBodyBytes),
        { InnerException: JsonException json } => JsonFault.Describe(json),
        _ => new ApiError(fault.StatusCode, fault.Message),
    };

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "{Path} failed ({RequestId}).")]
    private static partial void LogBug(ILogger logger, Exception fault, string path, string requestId);
}
