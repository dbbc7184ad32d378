using Pensieve.Console.Hosting;

namespace Pensieve.Console.Cli;

/// <summary>The server's settings as a command without a server sees them: files, then environment, then its own options.</summary>
internal static class CliSettings
{
    /// <summary>Options and their faults.</summary>
    /// <param name="data">Data folder from the command line; null = not given.</param>
    public static (PensieveOptions Options, IReadOnlyList<string> Failures) Read(string? data)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (Environment.GetEnvironmentVariable("PENSIEVE_HOME") is { Length: > 0 } home) builder.AddJsonFile(Path.GetFullPath(Path.Combine(home, "appsettings.json")), optional: true);
        builder.AddInMemoryCollection(PensieveOptionsReader.FromEnvironment(Environment.GetEnvironmentVariable));
        if (data is not null) builder.AddInMemoryCollection([new($"{PensieveOptions.Section}:{nameof(PensieveOptions.Data)}", data)]);
        return PensieveOptionsReader.Read(builder.Build());
    }
}
