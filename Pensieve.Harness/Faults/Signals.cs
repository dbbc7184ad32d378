using System.Runtime.InteropServices;

namespace Pensieve.Harness.Faults;

/// <summary>Signals of Unix processes.</summary>
public static partial class Signals
{
    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP and SIGCONT of Linux.</summary>
    public const int Stop = 19;

    /// <inheritdoc cref="Stop"/>
    public const int Continue = 18;

    /// <summary>SIGABRT.</summary>
    public const int Abort = 6;

    /// <summary>Sends one; false = there is no such process, or it is not ours.</summary>
    public static bool Send(int pid, int signal) => kill(pid, signal) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
