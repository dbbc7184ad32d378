using System.Runtime.InteropServices;
using System.Text;
using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Cli;

/// <summary>One run from the command line: finds the target or starts one, runs, writes the record, shows it.</summary>
internal sealed class RunAction(RunOptions options, Func<RunDefaults> defaults, TextWriter output, TextWriter error)
{
    private const string RecordName = "record.ndjson";

    /// <summary>Runs; returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (profile, fault) = ProfileFile.Load(options.Profile);
        if (profile is null) return await FailAsync(fault!);
        var (cases, unknown) = Catalogue.Find(options.Suites, options.Cases, profile);
        if (unknown.Count > 0) return await FailAsync($"There is no {string.Join(", ", unknown)}. `pensieve run all --list` names all cases; suites are {string.Join(", ", Catalogue.Suites)} and all.");
        if (cases.Count == 0) return await FailAsync("No case is left to run.");
        var (baseline, unread) = await BaselineRun.OpenAsync(options, cancellationToken);
        if (unread is not null) return await FailAsync("--baseline: " + unread);

        // The first signal stops new load and keeps what there is; the second ends the process as if there were no handler.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

        OwnServer? own = null;
        try
        {
            var (target, server, failure) = await TargetAsync(cases, profile, stop.Token);
            own = server;
            return target is null ? await FailAsync(failure!) : await RunAsync(target, own, cases, profile, baseline, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await FailAsync("Stopped before the run began.");
        }
        finally
        {
            baseline?.Dispose();
            if (own is not null) await own.DisposeAsync();
        }

        void OnSignal(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested) return;
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task<(Target? Target, OwnServer? Own, string? Failure)> TargetAsync(IReadOnlyList<ICase> cases, RunProfile profile, CancellationToken cancellationToken)
    {
        if (options.Target is null && cases.All(c => c.Plan(profile).Suite == Scenarios.Truth.TruthSuite.Name)) return (TargetFinder.Itself, null, null);
        var (key, keyFailure) = Key(options.Key);
        if (keyFailure is not null) return (null, null, keyFailure);
        if (options.Target is { } given)
        {
            if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return (null, null, $"--target is an http address, not '{given}'.");
            var found = await TargetFinder.FindAsync(url, key, options.Model, options.Dialect, null, cancellationToken);
            return (found.Target, null, found.Failure);
        }

        var around = defaults();
        key ??= around.Key;
        if (await TargetFinder.AnswersAsync(around.Url, cancellationToken))
        {
            var found = await TargetFinder.FindAsync(around.Url, key, options.Model, options.Dialect, null, cancellationToken);
            return (found.Target, null, found.Failure);
        }

        if (around.Up is null) return (null, null, $"No server runs at {around.Url}; name one with --target.");
        await error.WriteLineAsync($"No server runs at {around.Url}: starting one for this run.");
        key ??= OwnServer.NewKey();
        var own = new OwnServer(around.Up, key);
        var (address, failure) = await own.StartAsync([], cancellationToken);
        if (address is null)
        {
            await own.DisposeAsync();
            return (null, null, failure);
        }

        var (target, unfit) = await TargetFinder.FindAsync(address, key, options.Model, options.Dialect, own.Pid, cancellationToken);
        return (target, own, unfit);
    }

    private async Task<int> RunAsync(Target target, OwnServer? own, IReadOnlyList<ICase> cases, RunProfile profile, BaselineRun? baseline, CancellationToken cancellationToken)
    {
        var setup = new RunSetup
        {
            Target = target,
            Suites = options.Suites,
            Cases = cases,
            Profile = profile,
            Seed = options.Seed,
            RunId = options.RunId ?? RunSetup.NewId(TimeProvider.System),
            Command = options.CommandLine,
            Fingerprint = await Fingerprint.OfAsync(target, cancellationToken),
            Restart = own is null ? null : async (arguments, token) =>
            {
                await own.StopAsync();
                var (url, failure) = await own.StartAsync(arguments, token);
                return url is null ? throw new InvalidOperationException(failure) : target with { Url = url, OwnPid = own.Pid };
            },
        };
        List<TextWriter> sinks = [];
        try
        {
            if (options.Out is { } folder)
            {
                Directory.CreateDirectory(folder);
                sinks.Add(new StreamWriter(Path.Combine(folder, RecordName), append: false, new UTF8Encoding(false)));
            }

            if (options.Events is { } events) sinks.Add(events == "-" ? new StreamWriter(System.Console.OpenStandardOutput(), new UTF8Encoding(false)) : new StreamWriter(events, append: false, new UTF8Encoding(false)));
            if (baseline?.Scratch is { } scratch) sinks.Add(new StreamWriter(scratch, append: false, new UTF8Encoding(false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            sinks.ForEach(s => s.Dispose());
            return await FailAsync(e.Message);
        }

        int exit;
        string? lost;
        using (var recorder = new RunRecorder(new RunClock(), sinks))
        {
            // Lines for machines and lines for people never share a stream.
            using var view = RunView.For(options.Events == "-" ? error : output, recorder);
            exit = await new Runner(setup, recorder).RunAsync(cancellationToken);
            recorder.Complete();
            lost = recorder.SinkFailure;
        }

        foreach (var sink in sinks)
        {
            try
            {
                await sink.DisposeAsync();
            }
            catch (IOException e)
            {
                lost ??= e.Message;
            }
        }

        if (options.Out is { } reports)
        {
            var (_, unwritten) = await Reports.ReportFolder.WriteAsync(reports, CancellationToken.None);
            if (unwritten is not null) await error.WriteLineAsync(unwritten);
            else await error.WriteLineAsync($"Reports: {Path.Combine(reports, "report.html")}");
        }

        if (baseline is not null && await baseline.CompareAsync(options.Events == "-" ? error : output) is { } uncompared) await error.WriteLineAsync("--baseline: " + uncompared);
        if (lost is not null) await error.WriteLineAsync($"The record is not complete: {lost}");
        return lost is not null && exit == ExitCode.Passed ? ExitCode.Error : exit;
    }

    private static (string? Key, string? Failure) Key(string? given)
    {
        if (given is null) return (Environment.GetEnvironmentVariable("PENSIEVE_API_KEY") is { Length: > 0 } usual ? usual : null, null);
        if (!given.StartsWith("env:", StringComparison.Ordinal)) return (given, null);
        return Environment.GetEnvironmentVariable(given[4..]) is { Length: > 0 } named ? (named, null) : (null, $"--key: the environment has no {given[4..]}.");
    }

    private async Task<int> FailAsync(string message)
    {
        await error.WriteLineAsync(message);
        return ExitCode.Error;
    }
}
