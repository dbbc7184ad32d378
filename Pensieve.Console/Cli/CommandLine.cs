using System.CommandLine;
using Pensieve.Console.Cli.Doctor;
using Pensieve.Console.Cli.Keys;
using Pensieve.Console.Features.Runs;
using Pensieve.Harness.Cli;

namespace Pensieve.Console.Cli;

/// <summary>
/// The command line of the one executable. Exit codes: 0 = done, 1 = it failed or the command line is wrong, 2 = options are
/// wrong, 130 and 143 = ended by a signal.
/// </summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its exit code.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        var parsed = Root().Parse(args);
        var configuration = new InvocationConfiguration { Output = output ?? System.Console.Out, Error = error ?? System.Console.Error };
        if (parsed.CommandResult.Command is RootCommand || parsed.CommandResult.Command.Name is UpCommand.Name or WorkerCommand.Name or RunCommand.Name or MockCommand.Name)
        {
            // These end by themselves: DrainLifetime, the end of stdin, a run's own drain. The library would cut them off after two seconds.
            configuration.ProcessTerminationTimeout = null;
        }

        return parsed.InvokeAsync(configuration);
    }

    /// <summary>All commands; without one, the server starts.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Pensieve: a local LLM server with its own control room and test laboratory. Without a command it starts the server.")
        {
            UpCommand.Create(), SynthCommand.Create(), ModelsCommand.Create(), KeysCommand.Create(), DoctorCommand.Create(), WorkerCommand.Create(),
            RunCommand.Create(RunDefaultsReader.Read), RunCommands.List(), RunCommands.Compare(), MockCommand.Create(),
        };
        UpCommand.Configure(root);
        return root;
    }
}
