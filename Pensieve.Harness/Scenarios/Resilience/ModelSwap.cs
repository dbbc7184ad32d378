using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>A second model is loaded, used and unloaded while the first one works.</summary>
internal sealed class ModelSwap() : ScenarioCase(
    "resilience/model-swap", "Models change under load", "loading and unloading a model harms no request of another, and the unloaded one's own end or are refused", (14, 60, 120), disturbs: true)
{
    private const string Id = "harness-swap";

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var state = await ServerState.OfAsync(context, cancellationToken);
        if (state?.Path is not { } path) return CaseOutcome.Skip("The target does not load models over its API.");
        var size = File.Exists(path) ? new FileInfo(path).Length : long.MaxValue;
        if (size > 4e9) return CaseOutcome.Skip("A second copy of a model of this size may not fit.");
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 24, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<GenerationResult> swapped = [];
        string? refused = null;
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                var loaded = await context.PostAsync("api/models/load", JsonSerializer.Serialize(new { path, id = Id, parallel = 2, threads = 1, contextSize = 1024 }), token);
                context.Emit(new FaultChanged("model-swap", FaultStage.Injected, $"second model: {loaded.Status} after {loaded.Seconds:0.0} s"));
                if (loaded.Status is >= 300)
                {
                    refused = loaded.Short;
                    return;
                }

                context.Check("the second model is loaded", loaded.Status is >= 200 and < 300, "2xx", loaded.Short);
                var calls = Enumerable.Range(0, 8).Select(i => context.SendAsync(new GenerationCall { Model = Id, Turns = [new ChatTurn("user", $"Repeat: {i}")], MaxTokens = 48, Kind = "second model" }, token)).ToArray();
                var unload = await context.PostAsync($"api/models/{Id}/unload", "", token);
                context.Check("it is unloaded", unload.Status is >= 200 and < 300, "2xx", unload.Short);
                swapped.AddRange(await Task.WhenAll(calls));
                context.Emit(new FaultChanged("model-swap", FaultStage.Lifted, "second model unloaded"));
            },
            context.Value("after", 9, 30, 60), cancellationToken);
        if (refused is not null) return CaseOutcome.Skip($"The target does not load a second model: {refused}");
        context.Check("the second model's requests end or are refused", swapped.All(r => r.IsOk || r.Outcome == GenerationResult.Shed || r.Status is >= 400 and < 500 || r.Outcome == GenerationResult.StreamError), "ok, refused, or told why", string.Join(", ", swapped.GroupBy(r => r.Outcome).Select(g => $"{g.Key} {g.Count()}")));
        IdLedger.Of(swapped).Check(context);
        load.MeasureRecovery("model-swap", requests, at, timed);
        await OracleLoad.CheckAsync(context, load.Book, requests, cancellationToken);
        return CaseOutcome.Passed;
    }
}
