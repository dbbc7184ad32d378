using Microsoft.Extensions.Options;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Hosting;
using Pensieve.Console.Live;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>
/// Owns runs: starts their processes, one at a time, reads and keeps their records, cancels them, lets old ones go. Runs
/// outlive the pages that started them. A database that fails costs history, never a run.
/// </summary>
public sealed class RunManager : BackgroundService
{
    private const int RecentLimit = 3;
    private const int ChunkLines = 2_000;
    private static readonly TimeSpan s_saveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_recoverEvery = TimeSpan.FromSeconds(15);

    private readonly IRunLauncher _launcher;
    private readonly RunRepository _repository;
    private readonly RunArchive _archive;
    private readonly IOptionsMonitor<RunOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RunManager> _logger;
    private readonly string _owner;
    private readonly Throttler _throttler;
    private readonly Lock _lock = new();
    private LiveRun[] _recent = [];
    private LiveRun? _current;
    private IRunProcess? _process;
    private Task _running = Task.CompletedTask;
    private bool _stopping;

    /// <summary>Creates it.</summary>
    public RunManager(
        IRunLauncher launcher, RunRepository repository, RunArchive archive, IOptionsMonitor<RunOptions> options, PensieveOptions pensieve, TimeProvider time, ILogger<RunManager> logger)
    {
        _launcher = launcher;
        _repository = repository;
        _archive = archive;
        _options = options;
        _time = time;
        _logger = logger;
        _owner = $"{Environment.MachineName}:{Path.GetFullPath(pensieve.Data)}";
        _throttler = new Throttler(time, TimeSpan.FromSeconds(1) / LiveFeed.UpdatesPerSecond, Notify);
    }

    /// <summary>The run under way; null = none is.</summary>
    public LiveRun? Current
    {
        get { lock (_lock) return _current; }
    }

    /// <summary>The run under way and those that ended lately, newest first.</summary>
    public IReadOnlyList<LiveRun> Recent
    {
        get { lock (_lock) return _current is null ? _recent : [_current, .. _recent]; }
    }

    /// <summary>Raised on a pool thread after changes, at most four times a second.</summary>
    public event Action? Changed;

    /// <summary>Starts a run, unless one is under way.</summary>
    public RunStart Start(RunRequest request, string startedBy)
    {
        lock (_lock)
        {
            if (_stopping) return new(null, "The server is stopping.");
            if (_current is { } other) return new(null, $"Run {other.Id} is under way; runs would disturb each other's figures. Wait for its end or cancel it.");
            var now = _time.GetUtcNow();
            var suites = string.Join(',', request.Suites);
            var run = new LiveRun(new RunRow
            {
                Id = NewId(now), Owner = _owner, StartedAt = now.ToUnixTimeMilliseconds(), Suites = suites, Profile = request.Profile, StartedBy = startedBy,
            }, request);
            try
            {
                _process = _launcher.Start(request, run.Id);
            }
            catch (InvalidOperationException e)
            {
                return new(null, e.Message);
            }

            _current = run;
            _running = Task.Run(() => RunAsync(run, _process));
            Log.Started(_logger, run.Id, suites, request.Profile, startedBy);
            _throttler.Signal();
            return new(run, null);
        }
    }

    /// <summary>Asks the run of that id to stop: no new load, then it drains. It is killed if that takes too long.</summary>
    public RunCancel Cancel(string id)
    {
        IRunProcess process;
        lock (_lock)
        {
            if (_current is not { } run || run.Id != id) return RunCancel.NotRunning;
            if (run.IsCancelling) return RunCancel.Asked;
            run.IsCancelling = true;
            process = _process!;
            _ = KillLaterAsync(run, process);
            process.Interrupt();
        }

        Log.Cancelling(_logger, id);
        _throttler.Signal();
        return RunCancel.Asked;
    }

    /// <summary>The run of that id in memory; null = it is not, or no longer.</summary>
    public LiveRun? Find(string id) => Recent.FirstOrDefault(r => r.Id == id);

    /// <summary>A run that was deleted is not in memory either.</summary>
    internal void Forget(string id)
    {
        lock (_lock) _recent = [.. _recent.Where(r => r.Id != id)];
        _throttler.Signal();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        IRunProcess? process;
        lock (_lock)
        {
            _stopping = true;
            process = _current is null ? null : _process;
            process?.Interrupt();
        }

        await Task.WhenAny(_running, Task.Delay(s_stopLimit, _time, CancellationToken.None));
        if (!_running.IsCompleted) process?.Kill();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _throttler.Dispose();
        base.Dispose();
    }

    /// <summary>Calls runs of an earlier life of this server by their name: interrupted.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await _archive.RecoverAsync(_owner, id => Find(id) is not null, stoppingToken)) await Task.Delay(s_recoverEvery, _time, stoppingToken);
        await _archive.TrimAsync(_options.CurrentValue, stoppingToken);
        _throttler.Signal();
    }

    private static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..4];

    private async Task RunAsync(LiveRun run, IRunProcess process)
    {
        using var ended = new CancellationTokenSource();
        var saving = SaveLoopAsync(run, ended.Token);
        var exit = -1;
        try
        {
            var log = ReadAsync(process.Log, run.TakeLog);
            await ReadAsync(process.Events, line =>
            {
                run.Take(line);
                _throttler.Signal();
            });
            await log;
            exit = await process.WaitAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            run.TakeLog("Its output could not be read to the end: " + e.Message);
            process.Kill();
        }
        finally
        {
            run.Close(exit);
            await ended.CancelAsync();
            await saving;
            await SaveAsync(run);
            lock (_lock)
            {
                _current = null;
                _process = null;
                _recent = [run, .. _recent.Take(RecentLimit - 1)];
            }

            process.Dispose();
            Log.Ended(_logger, run.Id, run.Row.State, exit);
            run.Pulse();
            _throttler.Signal();
        }

        await _archive.TrimAsync(_options.CurrentValue, CancellationToken.None);
    }

    private static async Task ReadAsync(TextReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line) take(line);
    }

    private async Task SaveLoopAsync(LiveRun run, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(s_saveEvery, _time);
        try
        {
            do await SaveAsync(run);
            while (await timer.WaitForNextTickAsync(ended));
        }
        catch (OperationCanceledException)
        {
            // What is left is written by the caller, after the last line.
        }
    }

    // All lines that wait; stops at the first failure, and the next call takes up there.
    private async Task SaveAsync(LiveRun run)
    {
        do
        {
            var lines = run.Tail.Unsaved(ChunkLines);
            var chunk = lines.Count == 0 ? null : RunChunk.Pack(lines);
            var outcome = await _repository.SaveAsync(run.Row, chunk, CancellationToken.None);
            run.Unsaved = outcome.Failure?.Message;
            if (!outcome.IsDone) return;
            if (chunk is not null) run.Wrote(chunk);
        }
        while (run.Tail.Unsaved(1).Count > 0);
        if (run.IsOver) run.Unsaved = (await _repository.SaveAsync(run.Row, null, CancellationToken.None)).Failure?.Message;
    }

    private async Task KillLaterAsync(LiveRun run, IRunProcess process)
    {
        await Task.WhenAny(_running, Task.Delay(_options.CurrentValue.CancelLimit, _time));
        if (run.IsOver) return;
        run.TakeLog($"It did not stop within {_options.CurrentValue.CancelLimit.TotalSeconds:0} s and was killed.");
        process.Kill();
    }

    private void Notify()
    {
        Current?.Pulse();
        Changed?.Invoke();
    }
}
