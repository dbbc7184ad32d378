using System.CommandLine;

namespace Pensieve.Console.Cli;

/// <summary>The hidden command under which the app starts itself as an engine worker.</summary>
internal static class WorkerCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "worker";

    /// <summary>
    /// Runs the worker with the arguments after the command's name to its exit code. Null in a build without an engine: the
    /// command then says so and fails.
    /// </summary>
    public static Func<string[], CancellationToken, Task<int>>? Run { get; set; }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, "Runs the engine worker; started by the server.") { arguments };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Run is { } run)
            {
                return await run([.. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens], cancellationToken);
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync("This build has no engine.");
            return 1;
        });
        return command;
    }
}
