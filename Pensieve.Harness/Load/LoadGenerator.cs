using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;

namespace Pensieve.Harness.Load;

/// <summary>
/// Runs a load. Open loads are sent from a thread of their own at times computed beforehand, each call's bytes ready before it is due;
/// closed ones by as many loops as there are users. Stages follow without a drain.
/// </summary>
internal sealed class LoadGenerator(CaseContext context, LoadPlan plan, LlmClient client, ITokenCounter tokens)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);
    private readonly LoadMeter _meter = new();
    private readonly FirstFrames _bundles = new(tokens);
    private readonly List<GenerationResult> _results = [];
    private readonly Lock _lock = new();
    private readonly double _seconds = plan.Stages.Sum(s => s.Seconds);
    private int _next;
    private long _begin;

    /// <summary>Runs it. A cancellation stops new requests at once; those under way are waited for as at the end.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        // What the server is too slow for must not end the run: this stops requests when the drain is over.
        using var drained = new CancellationTokenSource();
        using var issueStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ticking = new CancellationTokenSource();
        var ticks = TickAsync(ticking.Token);
        double[] schedule = plan.Shape switch
        {
            LoadShape.Closed => [],
            LoadShape.Trace => [.. plan.TraceSeconds.Take(plan.MaxRequests ?? int.MaxValue)],
            _ => Schedule.Of(plan.Stages, plan.Shape == LoadShape.Poisson, context.Seed, plan.MaxRequests ?? int.MaxValue),
        };
        _begin = RunClock.Ticks + (System.Diagnostics.Stopwatch.Frequency / 50);
        var phases = PhasesAsync(issueStop.Token);
        List<Task> work = plan.Shape == LoadShape.Closed
            ? await IssueClosedAsync(issueStop.Token, drained.Token)
            : await IssueOpenAsync(schedule, issueStop.Token, drained.Token);
        var issueEnd = Math.Min(RunClock.Ticks, TickAt(_seconds));
        if (plan.Shape == LoadShape.Closed && plan.MaxRequests is not null) issueEnd = RunClock.Ticks;
        await issueStop.CancelAsync();
        await phases;

        drained.CancelAfter(TimeSpan.FromSeconds(plan.DrainSeconds));
        context.Emit(new PhaseChanged("drain", true, $"{_meter.InFlight} under way"));
        await Task.WhenAll(work);
        context.Emit(new PhaseChanged("drain", false));
        await _bundles.ResolveAsync(context.Record, cancellationToken);
        await ticking.CancelAsync();
        await ticks;
        context.Emit(_meter.Tick());
        var result = new LoadResult(context, plan, [.. _results], _begin, issueEnd, cancellationToken.IsCancellationRequested);
        if (context.Server is not null && client.Target == context.Target && !result.IsPartial) result.Server = await ServerPhases.ReadAsync(client, result.Requests, cancellationToken);
        if (plan.Gates && !result.IsPartial) result.EmitGates();
        return result;
    }

    private long TickAt(double seconds) => _begin + (long)(seconds * System.Diagnostics.Stopwatch.Frequency);

    private Task<List<Task>> IssueOpenAsync(double[] schedule, CancellationToken stop, CancellationToken drained)
    {
        var done = new TaskCompletionSource<List<Task>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                List<Task> work = new(schedule.Length);
                for (var i = 0; i < schedule.Length; i++)
                {
                    var prepared = client.Prepare(plan.Workload.Call(i));
                    var due = TickAt(schedule[i]);
                    if (!PreciseWait.Until(due, spin: false, stop)) break;
                    _meter.Asked();
                    work.Add(SendAsync(i, prepared, due, schedule[i], drained));
                }

                // The last stage lasts to its end, even if nothing more is due in it.
                if (plan.Shape != LoadShape.Trace) PreciseWait.Until(TickAt(_seconds), spin: false, stop);
                done.SetResult(work);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true, Name = "load schedule", Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
        return done.Task;
    }

    private async Task<List<Task>> IssueClosedAsync(CancellationToken stop, CancellationToken drained)
    {
        var users = (int)Math.Ceiling(plan.Stages.Max(s => Math.Max(s.From, s.To)));
        var issuing = new Task[users];
        List<Task> work = [];
        for (var user = 0; user < users; user++)
        {
            var level = user;
            issuing[user] = Task.Run(() => UserAsync(level, stop, drained), CancellationToken.None);
        }

        work.AddRange(issuing);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(TimeSpan.FromSeconds(Math.Max(0, (TickAt(_seconds) - RunClock.Ticks) * RunClock.SecondsPerTick)));
        var all = Task.WhenAll(issuing);
        await Task.WhenAny(all, Task.Delay(Timeout.Infinite, end.Token));
        return work;
    }

    // One user: active while the level is above its number.
    private async Task UserAsync(int user, CancellationToken stop, CancellationToken drained)
    {
        while (!stop.IsCancellationRequested)
        {
            var now = (RunClock.Ticks - _begin) * RunClock.SecondsPerTick;
            if (Schedule.NextAbove(plan.Stages, user, Math.Max(0, now)) is not { } active) return;
            if (active > now)
            {
                try
                {
                    await Task.Delay(TimeSpan.FromSeconds(active - now), stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                continue;
            }

            var index = Interlocked.Increment(ref _next) - 1;
            if (index >= plan.MaxRequests) return;
            var prepared = client.Prepare(plan.Workload.Call(index));
            _meter.Asked();
            await SendAsync(index, prepared, 0, now, drained, user).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(int index, PreparedCall prepared, long due, double offset, CancellationToken drained, int user = -1)
    {
        var result = new GenerationResult { Id = context.NextRequestId(), Kind = prepared.Call.Kind, Sched = due, Phase = StageAt(offset), User = user };
        await client.SendAsync(prepared, result, _meter, drained).ConfigureAwait(false);
        if (result.Outcome == GenerationResult.Cancelled && drained.IsCancellationRequested) result.Error = "the run ended";
        plan.OnResult?.Invoke(index, result);
        _meter.Ended(result);
        if (!_bundles.Defer(result)) context.Record(result);
        lock (_lock) _results.Add(result);
    }

    private string StageAt(double seconds)
    {
        foreach (var stage in plan.Stages)
        {
            if (seconds < stage.Seconds) return stage.Name;
            seconds -= stage.Seconds;
        }

        return plan.Stages[^1].Name;
    }

    private async Task PhasesAsync(CancellationToken stop)
    {
        double begin = 0;
        var unit = plan.Shape == LoadShape.Closed ? "users" : "requests/s";
        foreach (var stage in plan.Stages)
        {
            if (!await DelayAsync(begin, stop)) return;
            var level = stage.From == stage.To ? $"{stage.To:0.##} {unit}" : $"{stage.From:0.##} to {stage.To:0.##} {unit}";
            using (context.Phase(stage.Name, plan.Shape == LoadShape.Trace ? "times of a trace" : level))
            {
                begin += stage.Seconds;
                if (!await DelayAsync(begin, stop)) return;
            }
        }
    }

    private async Task<bool> DelayAsync(double until, CancellationToken stop)
    {
        try
        {
            var left = (TickAt(until) - RunClock.Ticks) * RunClock.SecondsPerTick;
            if (left > 0) await Task.Delay(TimeSpan.FromSeconds(left), stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) context.Emit(_meter.Tick());
        }
        catch (OperationCanceledException)
        {
            // The load ended.
        }
    }
}
