using Pensieve.Console.Features.Overview;

namespace Pensieve.Console.Features.Alerts;

/// <summary>
/// Turns findings, which come and go with every sample, into alerts: one begins when its finding has held for
/// <see cref="RaiseAfter"/> (at once, if critical) and ends when it has been away for <see cref="ClearAfter"/>. Not thread-safe.
/// </summary>
public sealed class AlertBook
{
    /// <summary>How long a finding must hold.</summary>
    public static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(3);

    /// <summary>How long it must be away.</summary>
    public static readonly TimeSpan ClearAfter = TimeSpan.FromSeconds(10);

    /// <summary>Ended alerts kept; beyond, the oldest goes.</summary>
    public const int HistoryLimit = 200;

    private readonly Dictionary<string, DateTimeOffset> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Alert> _active = new(StringComparer.Ordinal);
    private readonly LinkedList<Alert> _ended = new();
    private long _nextId = 1;

    /// <summary>Alerts under way, worst first.</summary>
    public IReadOnlyList<Alert> Active => [.. _active.Values.OrderByDescending(a => a.Severity).ThenByDescending(a => a.RaisedAt)];

    /// <summary>Ended alerts, newest first.</summary>
    public IReadOnlyList<Alert> Ended => [.. _ended];

    /// <summary>Takes alerts of before the start as ended ones; one whose end nobody saw has none.</summary>
    /// <param name="older">Oldest first.</param>
    public void Restore(IReadOnlyList<Alert> older)
    {
        ArgumentNullException.ThrowIfNull(older);
        for (var i = older.Count - 1; i >= 0 && _ended.Count < HistoryLimit; i--) _ended.AddLast(older[i] with { Id = _nextId++ });
    }

    /// <summary>Takes the findings of one moment; returns the alerts that began and those that ended.</summary>
    public (IReadOnlyList<Alert> Began, IReadOnlyList<Alert> Ended) Advance(DateTimeOffset now, IEnumerable<Finding> findings)
    {
        List<Alert> began = [], ended = [];
        var held = findings.GroupBy(f => f.Rule).ToDictionary(g => g.Key, g => g.MaxBy(f => f.Severity)!, StringComparer.Ordinal);
        foreach (var (rule, finding) in held)
        {
            if (_active.TryGetValue(rule, out var alert))
            {
                _active[rule] = alert with
                {
                    Severity = (Severity)Math.Max((int)alert.Severity, (int)finding.Severity), Title = finding.Sentence, Reason = finding.Cause, NextStep = finding.NextStep, ClearAt = null,
                };
                continue;
            }

            var since = _pending.GetValueOrDefault(rule, now);
            _pending[rule] = since;
            if (finding.Severity < Severity.Critical && now - since < RaiseAfter) continue;
            _pending.Remove(rule);
            began.Add(_active[rule] = new Alert(_nextId++, rule, finding.Severity, finding.Sentence, finding.Cause, finding.NextStep, finding.Href, now, null, null));
        }

        foreach (var rule in _pending.Keys.Where(r => !held.ContainsKey(r)).ToArray()) _pending.Remove(rule);
        foreach (var alert in _active.Values.Where(a => !held.ContainsKey(a.Rule)).ToArray())
        {
            if (alert.ClearAt is not { } clear) _active[alert.Rule] = alert with { ClearAt = now };
            else if (now - clear >= ClearAfter) ended.Add(alert with { EndedAt = clear });
        }

        foreach (var alert in ended)
        {
            _active.Remove(alert.Rule);
            _ended.AddFirst(alert);
        }

        while (_ended.Count > HistoryLimit) _ended.RemoveLast();
        return (began, ended);
    }
}
