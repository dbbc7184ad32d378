using System.Security.Cryptography;

namespace Pensieve.Console.Security;

/// <summary>Gives every request an id, sent with every answer under both vendors' header names.</summary>
internal sealed class RequestId(RequestDelegate next)
{
    private const string Prefix = "req_";
    private const int Length = 24;

    /// <summary>Runs the rest with the id set.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var id = Prefix + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", Length);
        context.TraceIdentifier = id;
        context.Response.Headers["request-id"] = id;
        context.Response.Headers["x-request-id"] = id;
        return next(context);
    }

    /// <summary>The request's id.</summary>
    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>An id of another kind that shares the random part, so that logs and answers can be matched.</summary>
    public static string Derive(HttpContext context, string prefix) =>
        context.TraceIdentifier.StartsWith(Prefix, StringComparison.Ordinal)
            ? string.Concat(prefix, context.TraceIdentifier.AsSpan(Prefix.Length))
            : prefix + context.TraceIdentifier;
}
