using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Engine.Worker;

/// <summary>Starts workers: a child process on a private socket, or a thread on an in-memory channel.</summary>
internal sealed class WorkerLauncher(EngineHostOptions options, ILogger logger)
{
    /// <summary>Starts a worker; null failure = it is connected.</summary>
    /// <param name="mayFallBack">Whether Auto may run the engine inside the app. Not after a crash: that would expose the app to the next one.</param>
    /// <param name="cancellationToken">Gives up; no process is left behind.</param>
    public async Task<(WorkerConnection? Connection, string? Failure)> StartAsync(bool mayFallBack, CancellationToken cancellationToken)
    {
        if (options.Isolation == IsolationMode.InProcess) return (StartThread(null), null);
        var (connection, failure) = await StartProcessAsync(cancellationToken).ConfigureAwait(false);
        if (connection is not null || !mayFallBack || options.Isolation == IsolationMode.Worker) return (connection, failure);
        logger.IsolationDegraded(failure!);
        return (StartThread($"No worker process could be started, so the engine runs inside the app: {failure}"), null);
    }

    private static WorkerConnection StartThread(string? degraded)
    {
        var (app, workerEnd) = MemoryFrameChannel.CreatePair();
        new Thread(() =>
        {
            using var worker = new EngineWorker(workerEnd);
            worker.Run();
        }) { IsBackground = true, Name = "engine" }.Start();
        return new WorkerConnection(app, null, degraded);
    }

    private async Task<(WorkerConnection?, string?)> StartProcessAsync(CancellationToken cancellationToken)
    {
        if (options.WorkerCommand.Count == 0) return (null, "no worker command is configured");
        var directory = Directory.CreateTempSubdirectory("pensieve-");
        var path = Path.Combine(directory.FullName, "engine");
        Process? process = null;
        try
        {
            // CreateTempSubdirectory makes the folder readable by this user alone, and so the socket in it.
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            process = Process.Start(StartInfo(path))!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.StartLimit);
            var exited = process.WaitForExitAsync(limit.Token);
            var accepted = listener.AcceptAsync(limit.Token).AsTask();
            await Task.WhenAny(accepted, exited).ConfigureAwait(false);
            if (!accepted.IsCompletedSuccessfully)
            {
                var why = process.HasExited ? $"it exited with code {process.ExitCode}" : "it did not connect in time";
                Abandon(process);
                cancellationToken.ThrowIfCancellationRequested();
                return (null, $"the worker process did not start: {why}");
            }

            PreferForOutOfMemory(process.Id);
            return (new WorkerConnection(new SocketFrameChannel(await accepted.ConfigureAwait(false)), process, null), null);
        }
        catch (Exception e) when (e is Win32Exception or SocketException or IOException)
        {
            Abandon(process);
            return (null, $"the worker process did not start: {e.Message}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private ProcessStartInfo StartInfo(string socketPath)
    {
        var info = new ProcessStartInfo(options.WorkerCommand[0]) { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in options.WorkerCommand.Skip(1)) info.ArgumentList.Add(argument);
        info.ArgumentList.Add(socketPath);
        // Secrets of the app stay out of the process that parses model files.
        foreach (var name in info.Environment.Keys.Where(IsSecret).ToList()) info.Environment.Remove(name);
        // Without it an abort in ggml forks a debugger, which keeps the dying process for seconds.
        info.Environment["GGML_NO_BACKTRACE"] = "1";
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }

    private static bool IsSecret(string name) =>
        name.Contains("KEY", StringComparison.OrdinalIgnoreCase) || name.Contains("TOKEN", StringComparison.OrdinalIgnoreCase)
        || name.Contains("SECRET", StringComparison.OrdinalIgnoreCase) || name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase);

    /// <summary>If memory runs out, the kernel takes the worker and not the app.</summary>
    private static void PreferForOutOfMemory(int pid)
    {
        if (!OperatingSystem.IsLinux()) return;
        try { File.WriteAllText($"/proc/{pid}/oom_score_adj", "800"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // best effort: it may be gone or confined
    }

    private static void Abandon(Process? process)
    {
        if (process is null) return;
        try { process.Kill(); }
        catch (InvalidOperationException) { } // it has ended
        process.Dispose();
    }
}
