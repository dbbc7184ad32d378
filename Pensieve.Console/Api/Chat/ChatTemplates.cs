using System.Collections.Concurrent;
using Pensieve.Engine;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Api.Chat;

/// <summary>Parses a template text with the spelling of its BOS and EOS tokens.</summary>
internal delegate ChatTemplateLookup ChatTemplateParser(string source, string bosToken, string eosToken);

/// <summary>Caches parsed templates by their text: models that share a template share the parse.</summary>
internal sealed class ChatTemplates(ChatTemplateParser parse) : IChatTemplates
{
    // Bounded by the number of distinct templates ever loaded; cleared when a process has seen very many.
    private const int MaxCached = 64;

    private readonly ConcurrentDictionary<(string, string, string), ChatTemplateLookup> _parsed = new();

    /// <inheritdoc/>
    public ChatTemplateLookup For(IModelSession model)
    {
        var info = model.Info;
        if (string.IsNullOrWhiteSpace(info.ChatTemplate))
            return new ChatTemplateLookup(null, $"Model '{model.Id}' has no chat template in its file; use /v1/completions with a prompt of your own.");

        var key = (info.ChatTemplate, info.BosToken, info.EosToken);
        if (_parsed.TryGetValue(key, out var known)) return Chosen(known, info);
        if (_parsed.Count >= MaxCached) _parsed.Clear();
        return Chosen(_parsed.GetOrAdd(key, static (key, parse) => parse(key.Item1, key.Item2, key.Item3), parse), info);
    }

    // The load may have said what the template is taken for.
    private static ChatTemplateLookup Chosen(ChatTemplateLookup found, ModelInfo info) =>
        found.Tools is { } tools && info.ToolFormat is { } name && ToolCallFormat.Find(name) is { } format ? found with { Tools = tools with { Format = format } } : found;
}
