using System.CommandLine;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Cli;

/// <summary>The hidden command under which the app starts itself as an engine worker.</summary>
internal static class WorkerCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "worker";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var socket = new Argument<string>("socket");
        var command = new Command(Name, "Runs the engine worker; started by the server.") { socket };
        command.Hidden = true;
        command.SetAction(parsed => WorkerProcess.Run(parsed.GetValue(socket)!));
        return command;
    }
}
