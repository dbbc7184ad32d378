using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Engine.Worker;

/// <summary>Running totals of one model, across worker restarts, and the gauges of its last step.</summary>
internal sealed class ModelCounters
{
    private long _accepted, _ended, _failed, _cancelled, _refused, _cached;

    /// <summary>Prompt tokens evaluated, tokens generated, steps run; written by the frame reader only.</summary>
    public long PrefillTokens { get; private set; }

    /// <inheritdoc cref="PrefillTokens"/>
    public long DecodedTokens { get; private set; }

    /// <inheritdoc cref="PrefillTokens"/>
    public long Steps { get; private set; }

    /// <summary>The last step.</summary>
    public StepStats LastStep { get; private set; }

    /// <summary>Smoothed nanoseconds that a request spends in a slot; 0 = none ended yet.</summary>
    public double ServiceNs { get; private set; }

    /// <summary>Counts a step.</summary>
    public void Stepped(in StepStats stats)
    {
        Steps += stats.Steps;
        PrefillTokens += stats.PrefillTokens;
        DecodedTokens += stats.DecodedTokens;
        LastStep = stats;
    }

    /// <summary>Forgets the gauges of a worker that is gone.</summary>
    public void WorkerLost() => LastStep = default;

    /// <summary>Counts an accepted request.</summary>
    public void Accepted() => Interlocked.Increment(ref _accepted);

    /// <summary>Counts a refusal.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>Counts an end.</summary>
    public void Ended(GenerationResult result)
    {
        if (result.Reason == FinishReason.Failed) Interlocked.Increment(ref _failed);
        if (result.Reason == FinishReason.Cancelled) Interlocked.Increment(ref _cancelled);
        Interlocked.Add(ref _cached, result.Usage.CachedTokens);
        if (result.Phases is { SlotAssigned: > 0, Ended: > 0 } p)
            ServiceNs = ServiceNs <= 0 ? p.Ended - p.SlotAssigned : ServiceNs + 0.1 * (p.Ended - p.SlotAssigned - ServiceNs);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>The counters as part of a snapshot.</summary>
    public ModelSnapshot Fill(ModelSnapshot snapshot)
    {
        var step = LastStep;
        return snapshot with
        {
            Queued = step.Queued,
            OldestQueuedMs = step.OldestQueuedNs > 0 ? Math.Max(0, (EngineClock.NowNs - step.OldestQueuedNs) / 1_000_000) : 0,
            KvUsed = step.KvUsed,
            KvCached = step.KvRetained,
            PrefillTokens = PrefillTokens,
            DecodedTokens = DecodedTokens,
            CachedTokens = Volatile.Read(ref _cached),
            Steps = Steps,
            Accepted = Volatile.Read(ref _accepted),
            Ended = Volatile.Read(ref _ended),
            Failed = Volatile.Read(ref _failed),
            Cancelled = Volatile.Read(ref _cancelled),
            Refused = Volatile.Read(ref _refused),
        };
    }
}
