using Pensieve.Console.Hosting;
using Pensieve.Harness.Cli;

namespace Pensieve.Console.Cli;

/// <summary>What a run takes from the server's own settings: its address, its key, and how to start one.</summary>
internal static class RunDefaultsReader
{
    /// <summary>Reads them from appsettings.json and the environment, as the server would; faulty settings are the server's to report.</summary>
    public static RunDefaults Read()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (Environment.GetEnvironmentVariable("PENSIEVE_HOME") is { Length: > 0 } home)
            configuration.AddJsonFile(Path.GetFullPath(Path.Combine(home, "appsettings.json")), optional: true);
        configuration.AddInMemoryCollection(PensieveOptionsReader.FromEnvironment(Environment.GetEnvironmentVariable));
        var options = PensieveOptionsReader.Read(configuration.Build()).Options;

        // "Every address" is none to connect to.
        var host = options.Host is "0.0.0.0" or "::" or "[::]" ? options with { Host = "127.0.0.1" } : options;
        string[]? up = Environment.ProcessPath is { } program
            ? Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0], UpCommand.Name] : [program, UpCommand.Name]
            : null;
        return new RunDefaults(new Uri(host.Url), options.ApiKey, up);
    }
}
