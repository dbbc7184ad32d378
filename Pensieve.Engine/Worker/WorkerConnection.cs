using System.Diagnostics;

namespace Pensieve.Engine.Worker;

/// <summary>A running worker, in whichever isolation: its channel and, if it is one, its process.</summary>
internal sealed class WorkerConnection(IFrameChannel channel, Process? process, string? degraded) : IDisposable
{
    /// <summary>Frames to and from it.</summary>
    public IFrameChannel Channel => channel;

    /// <summary>"Worker" or "InProcess".</summary>
    public string Isolation => process is null ? nameof(IsolationMode.InProcess) : nameof(IsolationMode.Worker);

    /// <summary>Why it is not the isolation that was asked for; null = it is.</summary>
    public string? Degraded => degraded;

    /// <summary>Its process id; null in process.</summary>
    public int? Pid { get; } = process?.Id;

    /// <summary>How the process ended, in words; "" while it runs or in process.</summary>
    public string ExitDescription()
    {
        if (process is null || !process.WaitForExit(TimeSpan.FromSeconds(1))) return "";
        // A shell's convention, which .NET follows: 128 + signal number.
        return process.ExitCode > 128 ? $"ended by signal {process.ExitCode - 128}" : $"exited with code {process.ExitCode}";
    }

    /// <summary>Ends the process now; in process, closes the channel.</summary>
    public void Kill()
    {
        try { process?.Kill(); }
        catch (InvalidOperationException) { } // it has ended already
        channel.Dispose();
    }

    /// <summary>Asks it to end, and ends it if it does not.</summary>
    public void Shutdown(TimeSpan patience)
    {
        channel.Send(FrameWriter.OfThread(FrameKind.Shutdown).Frame);
        if (process is not null && !process.WaitForExit(patience)) Kill();
        channel.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        channel.Dispose();
        process?.Dispose();
    }
}
