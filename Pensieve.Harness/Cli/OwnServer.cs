using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;

namespace Pensieve.Harness.Cli;

/// <summary>A server that the run starts for itself, with data of its own, and stops at the end.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(45);
    private readonly IReadOnlyList<string> _up;
    private readonly string _key;
    private readonly string _data = Directory.CreateTempSubdirectory("pensieve-run-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <summary>A server started by a program and its first arguments, which knows <paramref name="key"/> as its administrator's.</summary>
    public OwnServer(IReadOnlyList<string> up, string key) => (_up, _key) = (up, key);

    /// <summary>A key for it, where none is configured: with one, what needs an administrator is tested too, and what a caller without gets.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Its process.</summary>
    public int? Pid => _process?.Id;

    /// <summary>The last lines that it wrote.</summary>
    public string Output => string.Join('\n', _output.TakeLast(20));

    /// <summary>Starts it and waits until it serves; the failure has what it wrote.</summary>
    public async Task<(Uri? Url, string? Failure)> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] data = arguments.Contains("--data") ? [] : ["--data", _data];
        var info = new ProcessStartInfo(_up[0], [.. _up.Skip(1), "--port", "0", .. data, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        info.Environment["PENSIEVE_API_KEY"] = _key;
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        try
        {
            var exit = _process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(address.Task, exit) == exit)
            {
                await exit;
                return (null, $"The server ended with {_process.ExitCode}:\n{Output}");
            }

            var url = await address.Task;
            using var http = new HttpClient(LlmClient.Handler()) { BaseAddress = url };
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            do
            {
                if (_process.HasExited) return (null, $"The server ended with {_process.ExitCode}:\n{Output}");
                using var response = await http.GetAsync("health/ready", limit.Token);
                if (response.IsSuccessStatusCode) return (url, null);
            }
            while (await timer.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The limit.
        }

        return (null, $"The server was not ready within {s_startLimit.TotalSeconds:0} s:\n{Output}");

        void Take(string? line)
        {
            if (line is null) return;
            _output.Enqueue(line);
            while (_output.Count > 200) _output.TryDequeue(out _);
            if (line.StartsWith("Pensieve  http", StringComparison.Ordinal)) address.TrySetResult(new Uri(line["Pensieve  ".Length..].Trim()));
        }
    }

    /// <summary>Stops it as an operator would, and by force after a limit.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited)
        {
            if (OperatingSystem.IsWindows()) process.Kill(entireProcessTree: true);
            else Signals.Send(process.Id, Signals.Terminate);
            using var limit = new CancellationTokenSource(s_stopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        try
        {
            Directory.Delete(_data, recursive: true);
        }
        catch (IOException)
        {
            // A file still open: the system clears its temporary folder.
        }
    }
}
