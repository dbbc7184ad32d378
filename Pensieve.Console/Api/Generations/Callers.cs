using Microsoft.Extensions.Options;
using Pensieve.Console.Security.Keys;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>Reads the facts of an HTTP request that its generations carry.</summary>
internal sealed class Callers(IOptionsMonitor<ApiOptions> options)
{
    /// <summary>Call it when the whole body has been read: it stamps the moment of receipt.</summary>
    public Caller Of(HttpContext context, string source) =>
        new(source, EngineClock.NowNs, CallerKey.CacheScopeOf(context), options.CurrentValue.RequestTimeout) { MaxTokens = options.CurrentValue.DefaultMaxTokens };
}
