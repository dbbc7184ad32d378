using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Hosting;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Comparison;
using Pensieve.Harness.Runs;

namespace Pensieve.Console.Features.Runs;

/// <summary>The commands about runs that were made: they read records from files, folders and the server's history.</summary>
internal static class RunCommands
{
    /// <summary>Lists the history.</summary>
    public static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Most runs (20)", DefaultValueFactory = _ => 20 };
        var data = Data();
        var command = new Command("runs", "Lists the runs that the server keeps, newest first.") { limit, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var io = parsed.InvocationConfiguration;
            using var store = Open(parsed.GetValue(data));
            var runs = await new RunRepository(store).ListAsync(new RunFilter(Limit: Math.Clamp(parsed.GetValue(limit), 1, 1000)), cancellationToken);
            if (!runs.IsDone)
            {
                await io.Error.WriteLineAsync(runs.Failure.Message);
                return 1;
            }

            foreach (var r in runs.Value!)
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(r.StartedAt).ToLocalTime();
                await io.Output.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{r.Id}  {at:yyyy-MM-dd HH:mm}  {r.State,-12} {r.Suites,-28} {r.Profile,-9} {Figure.Duration(r.Seconds),10}  {r.Passed} passed, {r.Failed} failed, {r.Skipped} skipped{(r.Other > 0 ? $", {r.Other} other" : "")}{(r.IsBaseline == 1 ? "  baseline" : "")}"));
            }

            if (runs.Value!.Count == 0) await io.Output.WriteLineAsync("No runs yet. Start one with: pensieve run all");
            return 0;
        });
        return command;
    }

    /// <summary>Compares runs.</summary>
    public static Command Compare()
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "Two to five: a record, a report folder or the id of a run in the history; several by commas stand for one side", Arity = new ArgumentArity(2, 5),
        };
        var data = Data();
        var command = new Command("compare", "Compares runs with the first one. Exit codes: 0 decided and nothing regressed, 1 regressed, 2 wrong usage, 3 undecided.") { runs, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var io = parsed.InvocationConfiguration;
            using var store = Open(parsed.GetValue(data));
            var archive = new RunArchive(new RunRepository(store), NullLogger<RunArchive>.Instance);
            List<RunGroup> groups = [];
            foreach (var side in parsed.GetValue(runs)!)
            {
                List<RunSummary> members = [];
                foreach (var name in side.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    var (run, error) = await FindAsync(name, archive, cancellationToken);
                    if (run is null)
                    {
                        await io.Error.WriteLineAsync(error);
                        return ExitCode.Error;
                    }

                    members.Add(run);
                }

                if (members.Count == 0)
                {
                    await io.Error.WriteLineAsync($"'{side}' names no run.");
                    return ExitCode.Error;
                }

                groups.Add(new RunGroup(side.Length > 60 ? side[..57] + "…" : side, members));
            }

            var comparison = RunComparison.Of(groups);
            ComparisonText.Write(comparison, io.Output);
            return ComparisonText.ExitCodeOf(comparison);
        });
        return command;
    }

    private static async Task<(RunSummary? Run, string? Error)> FindAsync(string name, RunArchive archive, CancellationToken cancellationToken)
    {
        if (File.Exists(name) || Directory.Exists(name)) return await RunRecordReader.ReadAsync(name, cancellationToken);
        var kept = await archive.SummaryAsync(name, cancellationToken);
        return kept.Value is { } run ? (run, null) : (null, kept.Failure?.Message ?? $"'{name}' is neither a record nor a run in the history; `pensieve runs` lists those.");
    }

    private static Option<string?> Data() => new("--data") { Description = "Folder of history and settings (the user's data folder) [PENSIEVE_DATA]" };

    private static ConsoleStore Open(string? data)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(PensieveOptionsReader.FromEnvironment(Environment.GetEnvironmentVariable)).Build();
        var options = PensieveOptionsReader.Read(configuration).Options;
        if (data is not null) options = options with { Data = data };
        return new ConsoleStore(StoreOptions.From(options), Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
    }
}
