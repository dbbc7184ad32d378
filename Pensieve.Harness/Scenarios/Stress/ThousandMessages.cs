using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>A thousand messages of several kinds: p95 of each kind, and what they leave behind in memory.</summary>
internal sealed class ThousandMessages() : ScenarioCase(
    "stress/thousand-messages", "1,000 mixed messages", "a thousand messages of every kind end right, and leave no memory behind", (12, 60, 600))
{
    /// <summary>Most bytes that the app may keep of each message after the first half, beyond noise.</summary>
    private const double GrowthPerMessage = 20_000;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var messages = context.Count("messages", 1000, 2000, 20_000);
        var workload = Workload.Mix(
            context.Seed,
            ("greeting", 30, Calls("Hello", 8)), ("repeat", 30, Calls("Repeat: lamp {0}", 12)), ("sum", 20, Calls("What is {0} + 7?", 12)),
            ("long-prompt", 10, Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", Words.Text(new Random(i), 120, $"{i}"))], MaxTokens = 4 })),
            ("story", 10, Calls("Tell me a story about a fox {0}", 24)));
        var app = context.Target.IsLocal && await ServerState.OfAsync(context, cancellationToken) is { } state ? context.Target.OwnPid ?? Processes.ParentOf(state.WorkerPid) : null;

        // The first half fills pools and caches, which is growth but no leak; the second half must not go on growing.
        var first = await context.LoadAsync(LoadPlan.Batch(workload, 16, messages / 2, 900) with { Gates = false }, cancellationToken);
        var middle = app is { } a ? Processes.Usage(a)?.Bytes : null;
        var rest = Workload.Of(i => workload.Call(i + (messages / 2)));
        var second = await context.LoadAsync(LoadPlan.Batch(rest, 16, messages - (messages / 2), 900) with { Gates = false }, cancellationToken);
        var end = app is { } b ? Processes.Usage(b)?.Bytes : null;

        var all = first.Requests.Concat(second.Requests).ToArray();
        foreach (var kind in all.GroupBy(r => r.Kind!).OrderBy(g => g.Key))
        {
            var samples = new SampleSet(kind.Where(r => r.IsOk).Select(r => r.E2EMs));
            var p95 = samples.Certified(0.95);
            context.Measure("e2e_" + kind.Key.Replace('-', '_'), "p95", p95?.Value, "ms", samples.Count, "lower", upper: p95?.Upper);
        }

        second.Measure();
        context.CheckEqual("messages", messages, all.Length);
        var failed = all.Where(r => !r.IsOk).ToArray();
        context.Check("every message is answered", failed.Length == 0, 0, failed.Length == 0 ? "0" : $"{failed.Length}: {failed[0].Outcome} {failed[0].Error}");
        IdLedger.Of(all).Check(context);
        await ServerLedger.CheckAsync(context, all, cancellationToken);
        if (middle is { } before && end is { } after)
        {
            var each = (after - before) / (double)(messages - (messages / 2));
            context.Measure("app_growth_per_message", "value", each, "bytes", messages - (messages / 2), "lower");
            context.Check("memory growth of the second half", each < GrowthPerMessage, $"below {GrowthPerMessage:0} bytes a message", $"{each:0}");
        }
        else
        {
            context.Note("The server's process is not known: its memory was not looked at.");
        }

        return CaseOutcome.Passed;
    }

    private static IWorkload Calls(string prompt, int maxTokens) => Workload.Of(i => new GenerationCall
    {
        Turns = [new ChatTurn("user", string.Format(System.Globalization.CultureInfo.InvariantCulture, prompt, (i % 80) + 10))], MaxTokens = maxTokens,
    });
}
