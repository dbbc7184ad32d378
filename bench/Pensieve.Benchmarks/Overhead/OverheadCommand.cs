using System.Globalization;
using Pensieve.Engine.Models;
using Pensieve.Engine.Worker;

namespace Pensieve.Benchmarks.Overhead;

/// <summary>
/// What each layer costs: raw decode loop, engine in process, engine in a worker, HTTP, side by side in every round, as
/// ratios to the raw loop of the same round.
/// </summary>
internal static class OverheadCommand
{
    /// <summary>Runs it; returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (OverheadOptions.Parse(args) is not { } options)
        {
            await System.Console.Error.WriteLineAsync("Usage: " + OverheadOptions.Usage);
            return 2;
        }

        Environment.SetEnvironmentVariable("PENSIEVE_NATIVE_DIR", Path.Combine(Path.GetDirectoryName(options.App)!, "native"));
        foreach (var streams in options.Streams) await CompareAsync(options, streams);
        return 0;
    }

    private static async Task CompareAsync(OverheadOptions options, int streams)
    {
        var context = streams * (options.Tokens + 64);
        var load = new ModelLoadOptions
        {
            Path = options.Model, Parallel = streams, ContextSize = context, Device = "cpu", GpuLayers = 0, Threads = options.Threads,
        };
        List<ILeg> legs = [new RawLeg(load)];
        if (options.Legs.Contains("inprocess")) legs.Add(await EngineLeg.StartAsync(IsolationMode.InProcess, options.App, load));
        if (options.Legs.Contains("worker")) legs.Add(await EngineLeg.StartAsync(IsolationMode.Worker, options.App, load));
        if (options.Legs.Contains("http")) legs.Add(await HttpLeg.StartAsync(options, streams, context));
        try
        {
            // Warm-up: page cache, clocks, and code until it is compiled for good.
            for (var i = 0; i < 2; i++)
                foreach (var leg in legs) await leg.RunAsync(streams, options.Tokens);
            var rates = legs.ToDictionary(l => l, _ => new List<double>());
            for (var round = 0; round < options.Rounds; round++)
            {
                // There and back again, so that a drift of the machine falls on all legs alike.
                foreach (var leg in round % 2 == 0 ? legs : Enumerable.Reverse(legs)) rates[leg].Add(await leg.RunAsync(streams, options.Tokens));
            }

            Print(streams, options, legs, rates);
        }
        finally
        {
            foreach (var leg in legs) await leg.DisposeAsync();
        }
    }

    private static void Print(int streams, OverheadOptions options, List<ILeg> legs, Dictionary<ILeg, List<double>> rates)
    {
        var output = System.Console.Out;
        output.WriteLine($"{Path.GetFileName(options.Model)}, {streams} stream{(streams == 1 ? "" : "s")} of {options.Tokens} tokens, {options.Rounds} rounds");
        output.WriteLine($"  {"leg",-10} {"tok/s",8}   ratio to raw (median, min to max of the rounds)");
        foreach (var leg in legs)
        {
            var ratios = rates[leg].Zip(rates[legs[0]], (a, raw) => a / raw).Order().ToList();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {leg.Name,-10} {Median(rates[leg].Order().ToList()),8:F0}   {Median(ratios):F3}  ({ratios[0]:F3} to {ratios[^1]:F3})"));
        }
    }

    private static double Median(List<double> sorted) =>
        sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
}
