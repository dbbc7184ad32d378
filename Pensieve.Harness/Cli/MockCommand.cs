using System.CommandLine;
using System.Runtime.InteropServices;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Cli;

/// <summary>The mock server in a process of its own: so that the load generator's proofs do not share their process with it.</summary>
public static class MockCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "mock";

    /// <summary>What the line with its address begins with.</summary>
    public const string Ready = "mock  ";

    /// <summary>The command; it ends with its standard input or by a signal.</summary>
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port, 0 = any free one", DefaultValueFactory = _ => 0 };
        var script = new Option<string>("--script") { Description = "What it does: \"ttft=20; tpot=5; slots=4\"", DefaultValueFactory = _ => "" };
        var precise = new Option<bool>("--precise") { Description = "Spins before each moment: more exact, and a core" };
        var command = new Command(Name, "A server with scripted timings, in every dialect; for tests of clients and of the harness itself.") { port, script, precise };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (what, error) = new MockScript().With(parsed.GetValue(script)!);
            if (error is not null)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(error);
                return ExitCode.Error;
            }

            await using var mock = MockServer.Start(what, parsed.GetValue(port), parsed.GetValue(precise));
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Ready + mock.Url);
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            if (System.Console.IsInputRedirected) _ = Task.Run(() => { while (System.Console.In.Read() >= 0) { } over.TrySetResult(); }, cancellationToken);
            await over.Task.WaitAsync(cancellationToken);
            return ExitCode.Passed;

            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                over.TrySetResult();
            }
        });
        return command;
    }
}
