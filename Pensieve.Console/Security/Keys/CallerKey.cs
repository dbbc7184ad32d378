using System.Security.Claims;

namespace Pensieve.Console.Security.Keys;

/// <summary>What the key of a request means for what the request runs.</summary>
internal static class CallerKey
{
    /// <summary>Authentication type of callers with a key.</summary>
    public const string Scheme = "key";

    /// <summary>Who shares the KV of this request: callers with different keys must not see each other's prompts through cache timing.</summary>
    public static string CacheScopeOf(HttpContext context) =>
        context.User.Identity?.AuthenticationType == Scheme ? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "" : "";

    /// <summary>Charges the key with the tokens of something that ended. Once per request, not per token.</summary>
    public static void CountTokens(HttpContext context, int promptTokens, int cachedTokens, int outputTokens) =>
        context.Features.Get<KeyMeter>()?.Count(promptTokens, cachedTokens, outputTokens);
}
