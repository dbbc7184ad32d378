using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>A child process that runs suites.</summary>
internal sealed class ChildRunProcess(Process process) : IRunProcess
{
    private const int SigInt = 2;

    /// <inheritdoc/>
    public TextReader Events => process.StandardOutput;

    /// <inheritdoc/>
    public TextReader Log => process.StandardError;

    /// <inheritdoc/>
    public void Interrupt()
    {
        // Windows has no signal for one process: there a run is cut, and what it wrote so far is kept.
        if (OperatingSystem.IsWindows()) Kill();
        else if (!process.HasExited) _ = SendSignal(process.Id, SigInt);
    }

    /// <inheritdoc/>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
