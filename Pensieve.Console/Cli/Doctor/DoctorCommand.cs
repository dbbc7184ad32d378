using System.CommandLine;
using Pensieve.Console.Hosting;

namespace Pensieve.Console.Cli.Doctor;

/// <summary>Says what the product finds on this machine, what lacks and what that costs.</summary>
internal static class DoctorCommand
{
    /// <summary>Asks the native engine; null in a build without one.</summary>
    public static INativeProbe? Probe { get; set; } = new EngineProbe();

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Checks SDK, Node, native engine, devices, memory and folders. Exit code 1 if the server cannot serve.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(PensieveOptionsReader.FromEnvironment(Environment.GetEnvironmentVariable)).Build();
            var (options, failures) = PensieveOptionsReader.Read(configuration);
            List<Finding> findings = [.. failures.Select(f => new Finding(FindingState.Broken, "Settings", f, "the server does not start"))];
            findings.AddRange(await new Examination(new Machine(), options, Probe).RunAsync(cancellationToken));
            return Write(findings, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    /// <summary>Writes findings and returns the exit code.</summary>
    internal static int Write(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (var finding in findings)
        {
            var mark = finding.State switch { FindingState.Ok => "ok     ", FindingState.Lacking => "lacking", _ => "BROKEN " };
            output.WriteLine($"{mark}  {finding.Name,-16} {finding.Detail}");
            if (finding.Cost is { } cost)
            {
                output.WriteLine($"{"",-26}{cost}");
            }
        }

        return findings.Any(f => f.State == FindingState.Broken) ? 1 : 0;
    }
}
