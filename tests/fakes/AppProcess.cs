using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Pensieve.Tests.Fakes;

/// <summary>The published app as a process of its own, on a free port of its own choosing.</summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _data = Directory.CreateTempSubdirectory("pensieve-test-").FullName;
    private Process _process = null!;

    private AppProcess() { }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its process id.</summary>
    public int Pid => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it wrote.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The executable under test: PENSIEVE_APP, or what ./pensieve published last.</summary>
    public static string Executable => Environment.GetEnvironmentVariable("PENSIEVE_APP") is { Length: > 0 } given
        ? given
        : Path.Combine(RepositoryRoot, "artifacts", "app", OperatingSystem.IsWindows() ? "Pensieve.Console.exe" : "Pensieve.Console");

    /// <summary>The folder of Pensieve.sln.</summary>
    public static string RepositoryRoot
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Pensieve.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Pensieve.sln above the tests.");
            return folder;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<AppProcess> StartAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!File.Exists(Executable)) throw new InvalidOperationException($"{Executable} is not there: run ./pensieve test, or publish the app first.");
        var app = new AppProcess();
        var info = new ProcessStartInfo(Executable, ["up", "--port", "0", "--data", app._data, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        app._process = Process.Start(info)!;
        app._process.OutputDataReceived += (_, e) => app.Take(e.Data);
        app._process.ErrorDataReceived += (_, e) => app.Take(e.Data);
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        await app.WaitUntilReadyAsync();
        return app;
    }

    /// <summary>Waits until /health/ready answers 200.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(s_startLimit);
        var exited = _process.WaitForExitAsync(limit.Token);
        if (await Task.WhenAny(_address.Task, exited) == exited) throw new InvalidOperationException($"The app ended or did not start:\n{Output}");
        Address = await _address.Task;
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.TrueAsync(
            async () =>
            {
                if (_process.HasExited) throw new InvalidOperationException($"The app ended with {_process.ExitCode}:\n{Output}");
                return (await client.GetAsync("/health/ready", limit.Token)).StatusCode == HttpStatusCode.OK;
            },
            s_startLimit, () => "the app to be ready:\n" + Output);
    }

    /// <summary>Sends a signal, by number, to the app or another process.</summary>
    public static void Signal(int pid, int signal) => Assert(kill(pid, signal) == 0, $"kill({pid}, {signal}) failed.");

    /// <summary>True while a process runs; a zombie does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task WaitForExitAsync(TimeSpan limit) => await _process.WaitForExitAsync().WaitAsync(limit);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (line.StartsWith("Pensieve  http", StringComparison.Ordinal)) _address.TrySetResult(new Uri(line["Pensieve  ".Length..].Trim()));
    }

    private static void Assert(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
