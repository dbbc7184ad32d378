using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>Folds the events of one case. Memory is bounded: see the limits. Not thread-safe.</summary>
public sealed class CaseFold(CasePlan plan)
{
    /// <summary>Checks kept.</summary>
    public const int CheckLimit = 2000;

    /// <summary>Requests kept that did not end well.</summary>
    public const int FailureLimit = 50;

    /// <summary>Slow requests kept.</summary>
    public const int SlowLimit = 12;

    /// <summary>Samples kept; when full, every other one is dropped and fewer are taken.</summary>
    public const int SampleLimit = 4000;

    /// <summary>Figures, pairs, limits, gates, phases, faults and notes kept, of each.</summary>
    public const int RowLimit = 2000;

    private readonly List<CheckResult> _checks = [];
    private readonly List<Measurement> _measurements = [];
    private readonly List<PairMeasured> _pairs = [];
    private readonly List<ThresholdResult> _thresholds = [];
    private readonly List<GateResult> _gates = [];
    private readonly List<TimeSpanMark> _phases = [];
    private readonly List<FaultChanged> _faults = [];
    private readonly List<RunNote> _notes = [];
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<RequestSample, double> _slow = new();
    private readonly List<RequestSample> _failed = [];
    private List<RequestSample> _samples = [];
    private int _stride = 1;
    private int _requests;
    private int _checkCount;
    private long _prompt;
    private long _cached;
    private long _output;
    private double? _from;
    private CaseEnded? _ended;
    private CaseSummary? _built;

    /// <summary>Takes one event of this case.</summary>
    public void Add(RunEvent line)
    {
        _built = null;
        switch (line)
        {
            case CaseStarted: _from = line.T; break;
            case CaseEnded ended: _ended = ended; break;
            case CheckResult check: Add(check); break;
            case Measurement measurement: Keep(_measurements, measurement); break;
            case PairMeasured pair: Keep(_pairs, pair); break;
            case ThresholdResult threshold: Keep(_thresholds, threshold); break;
            case GateResult gate: Keep(_gates, gate); break;
            case FaultChanged fault: Keep(_faults, fault); break;
            case RunNote note: Keep(_notes, note); break;
            case PhaseChanged phase: Add(phase); break;
            case RequestSample request: Add(request); break;
        }
    }

    /// <summary>What is known now; the same object until the next event.</summary>
    /// <param name="over">No more will come: a case under way is interrupted.</param>
    public CaseSummary Build(bool over)
    {
        var state = _ended is not null ? RunStates.Of(_ended.Status) : _from is null ? RunState.Pending : over ? RunState.Interrupted : RunState.Running;
        if (_built is { } built && built.State == state) return built;
        return _built = new CaseSummary
        {
            Plan = plan,
            State = state,
            Reason = _ended?.Reason,
            From = _from,
            To = _ended?.T,
            Seconds = _ended?.Seconds,
            Partial = _ended?.Partial ?? false,
            Checks = [.. _checks],
            CheckCount = _checkCount,
            Measurements = [.. _measurements],
            Pairs = [.. _pairs],
            Thresholds = [.. _thresholds],
            Gates = [.. _gates],
            Phases = [.. _phases],
            Faults = [.. _faults],
            Notes = [.. _notes],
            Requests = new RequestTotals(_requests, new SortedDictionary<string, int>(_outcomes, StringComparer.Ordinal), _prompt, _cached, _output),
            Slowest = [.. _slow.UnorderedItems.OrderByDescending(i => i.Priority).Select(i => i.Element)],
            FailedRequests = [.. _failed],
            Samples = [.. _samples],
            SampleStride = _stride,
        };
    }

    private static void Keep<T>(List<T> list, T item)
    {
        if (list.Count < RowLimit) list.Add(item);
    }

    private void Add(CheckResult check)
    {
        _checkCount++;
        if (_checks.Count < CheckLimit || !check.Passed) Keep2(check);

        // Failed checks outlast passed ones.
        void Keep2(CheckResult c)
        {
            if (_checks.Count >= CheckLimit && _checks.FindIndex(k => k.Passed) is >= 0 and var victim) _checks.RemoveAt(victim);
            if (_checks.Count < CheckLimit) _checks.Add(c);
        }
    }

    private void Add(PhaseChanged phase)
    {
        if (phase.Begins)
        {
            Keep(_phases, new TimeSpanMark(phase.Name, phase.T, null, phase.Detail));
            return;
        }

        var open = _phases.FindLastIndex(p => p.Name == phase.Name && p.To is null);
        if (open >= 0) _phases[open] = _phases[open] with { To = phase.T };
    }

    private void Add(RequestSample request)
    {
        _outcomes[request.Outcome] = _outcomes.GetValueOrDefault(request.Outcome) + 1;
        _prompt += request.PromptTokens;
        _cached += request.CachedTokens ?? 0;
        _output += request.OutputTokens;
        if (!request.IsOk() && !request.IsCancelled() && _failed.Count < FailureLimit) _failed.Add(request);
        if (request.IsOk())
        {
            _slow.Enqueue(request, request.E2eMs());
            if (_slow.Count > SlowLimit) _slow.Dequeue();
        }

        if (_requests++ % _stride != 0) return;
        _samples.Add(request);
        if (_samples.Count < SampleLimit) return;
        _samples = [.. _samples.Where((_, i) => i % 2 == 0)];
        _stride *= 2;
    }
}
