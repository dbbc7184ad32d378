using System.Collections.Concurrent;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Features.Models;

/// <summary>What an operator should know about a model's chat template.</summary>
/// <param name="Error">Why it cannot be used; null = it can.</param>
/// <param name="Findings">What it lacks or does at a cost.</param>
public sealed record TemplateReport(string? Error, IReadOnlyList<ChatTemplateFinding> Findings);

/// <summary>Lints chat templates, each text once. Thread-safe.</summary>
public sealed class TemplateFindings
{
    private const int MaxCached = 64;
    private readonly ConcurrentDictionary<(string, string, string), TemplateReport> _done = new();

    /// <summary>The report on a template; null = the model has none.</summary>
    public TemplateReport? For(string? template, string bosToken, string eosToken)
    {
        if (string.IsNullOrWhiteSpace(template)) return null;
        if (_done.Count >= MaxCached) _done.Clear();
        return _done.GetOrAdd((template, bosToken, eosToken), static key =>
        {
            var (parsed, error) = ChatTemplate.Parse(key.Item1, key.Item2, key.Item3);
            return parsed is null ? new TemplateReport($"line {error!.Line}: {error.Message}", []) : new TemplateReport(null, ChatTemplateLinter.Lint(parsed.Traits));
        });
    }
}
