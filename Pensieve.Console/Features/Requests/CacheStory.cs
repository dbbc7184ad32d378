using System.Globalization;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>Why so much of a prompt came from the cache and not more.</summary>
public static class CacheStory
{
    /// <summary>In one or two sentences.</summary>
    public static string Of(RequestRecord record)
    {
        var (prompt, cached) = (record.Result.Usage.PromptTokens, record.Result.Usage.CachedTokens);
        if (record.Result.Phases.SlotAssigned == 0) return "It never got a slot, so the cache was not asked.";
        if (record.Parameters is { CachePrompt: false }) return "The request asked not to use the cache.";
        if (record.Result.Trace is not { } trace) return $"{N(cached)} of {N(prompt)} tokens were reused; what they were compared with was not recorded.";
        if (trace.MatchedLength == 0) return "Nothing in the cache began with the same token.";
        if (cached >= prompt - 1) return "All of it was in the cache. The last token is always evaluated, since its output is needed.";
        return cached < trace.MatchedLength
            ? $"The best match in the cache held {N(trace.MatchedLength)} tokens. The first {N(cached)} are the same; at token {N(cached + 1)} the prompt differs, and from there on it was evaluated."
            : $"It continues what the cache held: all {N(cached)} tokens of the best match were reused, and the {N(prompt - cached)} after them are new.";
    }

    private static string N(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
