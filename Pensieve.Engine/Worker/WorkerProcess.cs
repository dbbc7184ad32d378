using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pensieve.Engine.Worker;

/// <summary>The hidden command's body: connects to the app's private socket and serves until app or channel goes away.</summary>
public static class WorkerProcess
{
    /// <summary>Runs the worker; returns the exit code.</summary>
    /// <param name="socketPath">The app's listening socket.</param>
    /// <param name="watchStdin">End when standard input ends: the app holds its other end, however the app dies.</param>
    public static int Run(string socketPath, bool watchStdin = true)
    {
        // Ctrl-C in a terminal reaches every process of the group. The app decides when its worker ends.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        if (watchStdin) new Thread(DieWithParent) { IsBackground = true, Name = "parent watch" }.Start();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        using var worker = new EngineWorker(new SocketFrameChannel(socket));
        worker.Run();
        return 0;
    }

    private static void DieWithParent()
    {
        using var stdin = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[64];
        while (stdin.Read(buffer) > 0) { }
        // Not Environment.Exit: it waits for native code that may never return.
        Process.GetCurrentProcess().Kill();
    }
}
