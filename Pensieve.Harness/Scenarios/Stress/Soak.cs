using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>A steady load over a long time: neither memory nor handles rise, nor does the speed fall.</summary>
internal sealed class Soak() : ScenarioCase(
    "stress/soak", "60-second stability slope", "under a steady load neither memory, handles nor threads grow, and the speed does not fall", (68, 640, 3700))
{
    private const double Level = 0.7;
    private const double MostGrowth = 0.05;
    private const double MostLoss = 0.1;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 48, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var capacity = await Capacity.MeasureAsync(context, book, context.Value("calibration", 3, 20, 30), cancellationToken);
        if (capacity.RequestsPerSecond <= 0) return CaseOutcome.Fail("The target served nothing while its capacity was measured.");
        var seconds = context.Value("seconds", 60, 600, 3600);
        var state = await ServerState.OfAsync(context, cancellationToken);
        var app = context.Target.IsLocal ? context.Target.OwnPid ?? Processes.ParentOf(state?.WorkerPid) : null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        var load = await OracleLoad.RunAsync(context, book, LoadPlan.Open(book, Level * capacity.RequestsPerSecond, seconds, seconds / 12), cancellationToken);
        await over.CancelAsync();
        var samples = await watching;
        load.Measure();

        if (app is not null) Slopes(context, samples, seconds);
        else context.Note("The server's process is not known: its memory was not looked at.");

        // Speed: time per token, first third against last third.
        var third = seconds / 3;
        var begin = seconds / 12;
        double? early = load.MetricsBetween(load.TickAt(begin), load.TickAt(begin + third)).Tpot.Percentile(0.5),
            late = load.MetricsBetween(load.TickAt(begin + (2 * third)), load.TickAt(begin + seconds)).Tpot.Percentile(0.5);
        if (early is { } e && late is { } l)
        {
            context.Measure("tpot_drift", "value", (l / e) - 1, "ratio", load.Requests.Count, "lower");
            timed.Check("time per token of the last third ÷ first third", l <= e * (1 + MostLoss), $"at most {1 + MostLoss:0.00}", $"{l / e:0.000}");
        }

        // Tokens per second over the whole window: a fall must be certain and as large as that of the speed before it counts.
        var drift = Stability.OfThroughput(load);
        context.Measure("throughput_drift", "value", drift.Share, "ratio", load.Requests.Count, "higher", lower: Finite(drift.Low), upper: Finite(drift.High));
        timed.Check("tokens per second do not fall", drift.High >= -MostLoss, $"by no more than {MostLoss:P0} for certain", $"{drift.Share:P1}, at least {-drift.High:P1}");

        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken);
        return CaseOutcome.Passed;

        async Task<List<(double At, long Bytes, int Descriptors, int Threads)>> WatchAsync()
        {
            List<(double, long, int, int)> seen = [];
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Max(0.5, seconds / 120)));
            try
            {
                while (app is { } pid && await timer.WaitForNextTickAsync(over.Token))
                {
                    if (Processes.Usage(pid) is { } use) seen.Add((context.Clock.Now, use.Bytes, use.Descriptors, use.Threads));
                }
            }
            catch (OperationCanceledException)
            {
                // The load is over.
            }

            return seen;
        }
    }

    // The first quarter warms up. A rise must be certain and amount to something before it counts.
    private static void Slopes(CaseContext context, List<(double At, long Bytes, int Descriptors, int Threads)> samples, double seconds)
    {
        var settled = samples.Skip(samples.Count / 4).ToArray();
        if (settled.Length < 12)
        {
            context.Note("Too few looks at the server's memory for a slope.");
            return;
        }

        double[] at = [.. settled.Select(s => s.At)];
        One("app_memory", "bytes", [.. settled.Select(s => (double)s.Bytes)], Math.Max(16e6, settled[0].Bytes * MostGrowth));
        One("app_descriptors", "count", [.. settled.Select(s => (double)s.Descriptors)], 16);
        One("app_threads", "count", [.. settled.Select(s => (double)s.Threads)], 8);

        void One(string name, string unit, double[] values, double most)
        {
            var line = Trend.TheilSen(at, values);
            context.Measure(name + "_slope_per_hour", "value", line.Slope * 3600, unit, values.Length, "lower", lower: Finite(line.Low * 3600), upper: Finite(line.High * 3600));
            context.Check(name.Replace('_', ' ') + " does not rise", !line.Rises || line.Low * seconds < most, $"less than {most:0} within the run for certain", $"{line.Low * seconds:0} within {seconds:0} s");
        }
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
