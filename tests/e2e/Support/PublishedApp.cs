using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pensieve.Tests.E2E.Support;

/// <summary>
/// The published app as a process of its own. PENSIEVE_APP names its executable; without it, the fixture publishes to
/// artifacts/app. PENSIEVE_E2E_MODEL names the GGUF of tests that need one; without it, the app makes a small one.
/// </summary>
public sealed class PublishedApp : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pensieve-e2e-");
    private Process? _process;

    private PublishedApp(int port, string? model)
    {
        Port = port;
        Model = model;
    }

    public int Port { get; }

    /// <summary>CPU time and resident bytes of the app's own process, its worker's not included.</summary>
    public (TimeSpan Cpu, long Bytes) Cost
    {
        get
        {
            _process!.Refresh();
            return (_process.TotalProcessorTime, _process.WorkingSet64);
        }
    }

    public string? Model { get; }

    /// <summary>Whether it asks who one is; tests of other things do not.</summary>
    public bool SignIn { get; private init; }

    /// <summary>Its models folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What it wrote so far.</summary>
    public string Output => string.Join('\n', _log);

    public string Url => $"http://127.0.0.1:{Port}/";

    /// <summary>Path of the model for tests that need one.</summary>
    public static async Task<string> ModelAsync()
    {
        if (Environment.GetEnvironmentVariable("PENSIEVE_E2E_MODEL") is { Length: > 0 } path) return path;
        var file = Path.Combine(PlaywrightSettings.Current.OutputDirectory, "model", "synth.gguf");
        if (File.Exists(file)) return file;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var synth = Process.Start(new ProcessStartInfo(Executable(), ["synth", "tiny", "--out", file]))!;
        await synth.WaitForExitAsync();
        return synth.ExitCode == 0 ? file : throw new InvalidOperationException("Making a model failed.");
    }

    /// <summary>Makes a small model of random weights in a folder.</summary>
    public static async Task SynthAsync(string file)
    {
        using var synth = Process.Start(new ProcessStartInfo(Executable(), ["synth", "tiny", "--out", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(synth.StandardOutput.ReadToEndAsync(), synth.StandardError.ReadToEndAsync(), synth.WaitForExitAsync());
        if (synth.ExitCode != 0) throw new InvalidOperationException("Making a model failed.");
    }

    /// <summary>The model that comes with the repository.</summary>
    public static string ShippedModel => Path.Combine(PlaywrightSettings.Current.Root, "models", "pensieve-tiny.gguf");

    /// <summary>Starts the app on a free port and waits until it answers.</summary>
    public static async Task<PublishedApp> StartAsync(string? model = null, bool signIn = false)
    {
        var app = new PublishedApp(FreePort(), model) { SignIn = signIn };
        await app.LaunchAsync();
        return app;
    }

    /// <summary>Ends the process as a crash would.</summary>
    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts it on the same port.</summary>
    public async Task LaunchAsync()
    {
        var start = new ProcessStartInfo(Executable(), ["up"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // An empty folder, or the app would load the first model of the usual one.
        start.Environment["PENSIEVE_MODELS"] = _folder.FullName;
        if (!SignIn) start.Environment["PENSIEVE_SIGN_IN"] = "off";
        start.Environment["PENSIEVE_DATA"] = _folder.FullName;
        start.Environment["PENSIEVE_PORT"] = Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // The browser and other suites share the machine: threads that spin for one another would make a token take a second.
        start.Environment["PENSIEVE_THREADS"] = "1";
        if (Model is not null) start.Environment["PENSIEVE_MODEL"] = Model;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The app ended with {_process.ExitCode}:\n{string.Join('\n', _log)}");
            try
            {
                using var response = await client.GetAsync(Url, limit.Token);
                if (response.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The executable to test; publishes it first where none is named or there.</summary>
    public static string Executable()
    {
        if (Environment.GetEnvironmentVariable("PENSIEVE_APP") is { Length: > 0 } given) return given;
        var root = PlaywrightSettings.Current.Root;
        var file = Path.Combine(root, "artifacts", "app", OperatingSystem.IsWindows() ? "Pensieve.Console.exe" : "Pensieve.Console");
        if (File.Exists(file)) return file;
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, "Pensieve.Console"), "-c", "Release", "-o", Path.GetDirectoryName(file)!, "-v", "q", "--nologo"]))!;
        publish.WaitForExit();
        return publish.ExitCode == 0 ? file : throw new InvalidOperationException("Publishing the app failed.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
