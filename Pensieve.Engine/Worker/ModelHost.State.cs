using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

// What the model is, for admission and for those who watch.
internal sealed partial class ModelHost
{
    private EngineState _state = EngineState.Loading;
    private string? _reason;
    private EngineFailure? _refusal;
    private float _loadProgress;
    private long _estimatedBytes;

    /// <inheritdoc/>
    public EngineState State
    {
        get
        {
            lock (_gate) return _admission.IsClosed && _state is (EngineState.Ready or EngineState.Degraded) ? EngineState.Draining : _state;
        }
    }

    /// <summary>Takes no new requests from now on.</summary>
    /// <param name="refusal">What they are told.</param>
    public void Drain(EngineFailure refusal)
    {
        Volatile.Write(ref _refusal, refusal);
        _admission.Close();
        _changed();
    }

    /// <summary>Ends what still runs: its time is over. Each reader is told why.</summary>
    public void EndAll(EngineFailure failure)
    {
        foreach (var hosted in _requests.Values)
        {
            SendCancel(hosted.Handle);
            Finish(hosted, new GenerationResult
            {
                Reason = FinishReason.Failed, Failure = failure, Usage = new TokenUsage(hosted.PromptTokens, hosted.Generation.CachedTokens, hosted.OutputTokens), Slot = hosted.Slot,
            });
        }

        EndEmbeddings(failure);
    }

    /// <summary>The model now.</summary>
    public ModelSnapshot Snapshot()
    {
        var connection = _connection;
        var memory = ProcessMemory.Read(connection?.Pid);
        string? reason;
        lock (_gate) reason = _reason;
        var isUnloading = Volatile.Read(ref _refusal) is { Kind: FailureKind.ModelUnloaded };
        return _counters.Fill(new ModelSnapshot
        {
            Id = Id,
            State = State,
            Reason = isUnloading ? "It is being unloaded." : reason,
            IsUnloading = isUnloading,
            LoadProgress = _loadProgress,
            Info = _info,
            Isolation = connection?.Isolation ?? "",
            WorkerPid = connection?.Pid,
            Restarts = Volatile.Read(ref _restarts),
            WorkerRssBytes = memory.RssBytes,
            WorkerCpuMs = memory.CpuMs,
            QueueCapacity = _load.QueueCapacity,
            KvTotal = _info?.ContextTotal ?? 0,
            Slots = Slots(),
        });
    }

    private SlotSnapshot[] Slots()
    {
        var slots = new SlotSnapshot[_info?.Slots ?? 0];
        for (var i = 0; i < slots.Length; i++) slots[i] = new SlotSnapshot(i, SlotState.Idle, null, 0, 0, 0);
        foreach (var hosted in _requests.Values)
        {
            var slot = hosted.Slot;
            if (slot < 0 || slot >= slots.Length) continue;
            var state = hosted.OutputTokens > 0 ? SlotState.Decode : SlotState.Prefill;
            slots[slot] = new SlotSnapshot(slot, state, hosted.Generation.Request.Id, hosted.PromptTokens, hosted.PromptDone, hosted.OutputTokens);
        }

        return slots;
    }

    /// <summary>Counts a request in, or says why not.</summary>
    private EngineFailure? Enter()
    {
        if (!_admission.IsClosed && State is not (EngineState.Ready or EngineState.Degraded)) return NotReady();
        return _admission.TryEnter(_load.Parallel + _load.QueueCapacity) switch
        {
            AdmissionOutcome.Entered => null,
            AdmissionOutcome.Full => Busy(),
            _ => Volatile.Read(ref _refusal)!,
        };
    }

    private EngineFailure NotReady() => State switch
    {
        EngineState.Failed => new EngineFailure(FailureKind.ModelNotReady, $"The model {Id} is not running: {_reason}"),
        EngineState.Restarting => new EngineFailure(FailureKind.ModelNotReady, $"The engine of {Id} is being restarted.", RetryAfter: TimeSpan.FromSeconds(2)),
        _ => new EngineFailure(FailureKind.ModelNotReady, $"The model {Id} is still loading.", RetryAfter: TimeSpan.FromSeconds(2)),
    };

    private static GenerationResult EngineLost() => new()
    {
        Reason = FinishReason.Failed,
        Failure = new EngineFailure(
            FailureKind.EngineLost, "The engine died while it worked on this request; it is being restarted. Try again.", RetryAfter: TimeSpan.FromSeconds(1)),
    };

    private void SetState(EngineState state, string? reason)
    {
        lock (_gate) (_state, _reason) = (state, reason);
        _changed();
    }
}
