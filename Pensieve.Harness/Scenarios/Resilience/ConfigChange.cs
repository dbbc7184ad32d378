using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>Settings are changed again and again while requests run, and brought back to what they were.</summary>
internal sealed class ConfigChange() : ScenarioCase(
    "resilience/config-change", "Settings changed under load",
    "a change is in force with its answer, whole or not at all; a stale or wrong one is refused; a version comes back; and no request notices", (11, 30, 70), disturbs: true)
{
    private const string Fault = "config-change";
    private const double RollBackWithin = 1;

    // What both do is seen from outside; neither touches a request that names its model and its limit, as those of the load do.
    private const string MapUnknown = "requests.mapUnknownModels";
    private const string MaxBody = "requests.maxBodyMiB";

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve) return CaseOutcome.Skip("The target has no settings that change while it runs.");
        var first = await context.SettingsAsync(cancellationToken);
        if (first.Status is 401 or 403) return CaseOutcome.Skip("The run's key may not change settings: that takes an administrator's.");
        if (first.Status == 404) return CaseOutcome.Skip("The target has no settings that change while it runs.");
        if (first.Version is not { } begin || !first.Values.TryGetValue(MapUnknown, out var mapped) || !first.Values.TryGetValue(MaxBody, out var body))
            return CaseOutcome.Fail($"/api/settings does not show its version, {MapUnknown} and {MaxBody}: {first.Short}");
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 24, cancellationToken);
        if (load is null) return unfit!;
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var rollBack = double.NaN;
        List<double> changes = [];
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                var tag = first.Tag;
                try
                {
                    for (var i = 0; i < context.Count("changes", 8, 24, 100); i++)
                    {
                        var (wantMapped, wantBody) = (i % 2 == 0 ? "true" : "false", i % 2 == 0 ? "1" : "9");
                        if (i == 0) context.Emit(new FaultChanged(Fault, FaultStage.Injected, $"settings change from version {begin} on"));
                        var done = await context.ChangeSettingsAsync($$"""{"{{MapUnknown}}":{{wantMapped}},"{{MaxBody}}":{{wantBody}}}""", tag, token);
                        if (!context.Check($"change {i + 1} is accepted", done is { Status: 200, Version: not null }, "200 with an ETag", done.Short)) break;
                        changes.Add(done.Seconds * 1e3);
                        if (i == 0) await RefusedAsync(context, done, tag!, token);
                        tag = done.Tag;
                        await InForceAsync(context, done, wantMapped, wantBody, token);
                    }
                }
                finally
                {
                    // Whatever went wrong before: somebody else's server is left as it was.
                    var back = await context.RollBackSettingsAsync(begin, tag, CancellationToken.None);
                    rollBack = back.Seconds;
                    context.Emit(new FaultChanged(Fault, FaultStage.Lifted, $"version {begin} brought back: {back.Status}"));
                    context.Check("the first version comes back", back.Status == 200, 200, back.Short);
                    var now = await context.SettingsAsync(CancellationToken.None);
                    var differ = first.Values.Where(v => now.Values.GetValueOrDefault(v.Key) != v.Value).Select(v => $"{v.Key} {now.Values.GetValueOrDefault(v.Key)}").ToArray();
                    context.Check("every setting is what it was", differ.Length == 0, $"{MapUnknown} {mapped}, {MaxBody} {body}", string.Join(", ", differ));
                }
            },
            context.Value("after", 5, 15, 40), cancellationToken);

        var times = new SampleSet(changes);
        context.Measure("settings_change", "p50", times.Percentile(0.5), "ms", times.Count, "lower", primary: true);
        context.Measure("settings_change", "max", times.Max, "ms", times.Count, "lower");
        context.Measure("settings_rollback", "value", rollBack, "s", better: "lower");
        timed.AtMost("rolled back", rollBack, RollBackWithin, "s");
        load.MeasureRecovery(Fault, requests, at, timed);
        await OracleLoad.CheckAsync(context, load.Book, requests, cancellationToken, 3);
        return CaseOutcome.Passed;
    }

    // A change based on what is no longer so, and one of which a part is wrong: neither takes effect, not even in part.
    private static async Task RefusedAsync(CaseContext context, SettingsAnswer now, string staleTag, CancellationToken cancellationToken)
    {
        var stale = await context.ChangeSettingsAsync($$"""{"{{MaxBody}}":33}""", staleTag, cancellationToken);
        context.Check("a change with a stale ETag is refused", stale.Status == 412, 412, stale.Short);
        var wrong = await context.ChangeSettingsAsync($$"""{"{{MaxBody}}":34,"requests.timeoutSeconds":-1}""", now.Tag, cancellationToken);
        context.Check("a change of which a part is wrong is refused", wrong.Status == 400, 400, wrong.Short);
        var after = await context.SettingsAsync(cancellationToken);
        context.Check("neither took effect", after.Tag == now.Tag && after.Values.GetValueOrDefault(MaxBody) == now.Values.GetValueOrDefault(MaxBody), $"version {now.Version}", $"version {after.Version}, {MaxBody} {after.Values.GetValueOrDefault(MaxBody)}");
    }

    // Asked at once after the answer: the very next request meets the new settings.
    private static async Task InForceAsync(CaseContext context, SettingsAnswer done, string mapped, string body, CancellationToken cancellationToken)
    {
        context.Check("both values changed", done.Values.GetValueOrDefault(MapUnknown) == mapped && done.Values.GetValueOrDefault(MaxBody) == body, $"{mapped}, {body}", $"{done.Values.GetValueOrDefault(MapUnknown)}, {done.Values.GetValueOrDefault(MaxBody)}");
        var route = CallWriter.Route(context.Target.Dialect);
        var unknown = await context.PostAsync(route, CallWriter.Body(new GenerationCall { Turns = [new ChatTurn("user", "Hi")], MaxTokens = 1, Stream = false, Model = "no-such-model" }, context.Target.Dialect, "").ToArray(), cancellationToken);
        var wanted = mapped == "true" ? 200 : 404;
        context.Check($"{MapUnknown} is in force", unknown.Status == wanted || unknown.Status is 429 or 529, wanted, unknown.Short);
        var large = await context.PostAsync(route, new string(' ', 3 << 19), cancellationToken);
        context.Check($"{MaxBody} is in force", body == "1" ? large.Status == 413 : large.Status == 400, body == "1" ? 413 : 400, large.Short);
    }
}
