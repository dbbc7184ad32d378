namespace Pensieve.Console.Api.Errors;

/// <summary>Whose envelope an answer uses.</summary>
public enum Dialect
{
    /// <summary>RFC 9457 problem details: operations, health, metrics, pages.</summary>
    Problem,

    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>OpenAI chat and completions.</summary>
    OpenAI,
}

/// <summary>Tells the dialect of a request from its path and, where both share a path, from its headers.</summary>
public static class Dialects
{
    private static readonly PathString[] s_llamaServer = ["/tokenize", "/detokenize", "/apply-template"];

    /// <summary>The dialect in which <paramref name="request"/> is to be answered, also for routes that do not exist.</summary>
    public static Dialect Of(HttpRequest request)
    {
        var path = request.Path;
        if (path.StartsWithSegments("/v1/messages", StringComparison.Ordinal)) return Dialect.Anthropic;
        if (Array.Exists(s_llamaServer, route => path.StartsWithSegments(route, StringComparison.OrdinalIgnoreCase))) return Dialect.OpenAI;
        if (!path.StartsWithSegments("/v1", StringComparison.Ordinal)) return Dialect.Problem;
        return request.Headers.ContainsKey("anthropic-version") ? Dialect.Anthropic : Dialect.OpenAI;
    }
}
