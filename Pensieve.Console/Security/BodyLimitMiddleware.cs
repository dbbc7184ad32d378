using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security;

/// <summary>Bounds request bodies: by their declared length at once, and while they are read.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, IOptionsMonitor<EdgeOptions> options)
{
    /// <summary>Passes bodies within the limit; 413 for others.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var limit = options.CurrentValue.MaxBodyBytes;
        if (context.Request.ContentLength > limit) return ErrorEnvelope.WriteAsync(context, TooLarge(limit));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = limit;
        return next(context);
    }

    /// <summary>413 with the limit.</summary>
    internal static ApiError TooLarge(long limit) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"The request body is larger than {limit} bytes."), Code: "request_too_large");
}
