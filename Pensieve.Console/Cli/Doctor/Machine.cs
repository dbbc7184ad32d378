using System.ComponentModel;
using System.Diagnostics;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli.Doctor;

/// <summary>The machine as the doctor sees it; tests make their own.</summary>
internal sealed record Machine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>First line a program prints for "--version"; null = there is no such program.</summary>
    public Func<string, CancellationToken, Task<string?>> VersionOf { get; init; } = RunVersionAsync;

    /// <summary>Whether one of the named files exists.</summary>
    public Func<string[], bool> HasAny { get; init; } = paths => paths.Any(File.Exists);

    /// <summary>Folder of the native libraries.</summary>
    public string NativeFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "native");

    /// <summary>Free and total memory in bytes.</summary>
    public Func<(long Free, long Total)> Memory { get; init; } = () => (HostMemory.FreeBytes(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private static async Task<string?> RunVersionAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
            {
                return null;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_patience);
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? line?.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
