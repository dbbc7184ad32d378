using System.Net;
using Microsoft.Extensions.Options;
using Pensieve.Console.Store;

namespace Pensieve.Console.Hosting;

/// <summary>Reads <see cref="PensieveOptions"/> from configuration; every fault is found before any is reported.</summary>
internal static class PensieveOptionsReader
{
    /// <summary>The environment as configuration: PENSIEVE_GPU_LAYERS becomes Pensieve:GpuLayers.</summary>
    public static Dictionary<string, string?> FromEnvironment(Func<string, string?> variable) => Setting.All
        .Select(s => (s.Key, Value: variable(s.Variable)))
        .Where(pair => !string.IsNullOrEmpty(pair.Value))
        .ToDictionary(pair => $"{PensieveOptions.Section}:{pair.Key}", pair => pair.Value);

    /// <summary>Options and their faults, one sentence each.</summary>
    public static (PensieveOptions Options, IReadOnlyList<string> Failures) Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(PensieveOptions.Section);
        var options = new PensieveOptions();
        List<string> failures = [];
        foreach (var setting in Setting.All)
        {
            if (section[setting.Key] is not { } value)
            {
                continue;
            }

            if (setting.Apply(options, value) is { } applied)
            {
                options = applied;
            }
            else
            {
                failures.Add($"{setting.Name} ({setting.Variable}) must be {setting.Takes}, not '{value}'.");
            }
        }

        var known = Setting.All.Select(s => s.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        failures.AddRange(section.GetChildren().Where(c => !known.Contains(c.Key)).Select(c => $"{c.Path} is not a setting; see --help."));
        CheckTogether(options, failures);
        return (options, failures);
    }

    /// <summary>Options that are valid.</summary>
    /// <exception cref="OptionsValidationException">They are not; it lists every fault.</exception>
    public static PensieveOptions ReadValid(IConfiguration configuration)
    {
        var (options, failures) = Read(configuration);
        return failures.Count == 0 ? options : throw new OptionsValidationException(PensieveOptions.Section, typeof(PensieveOptions), failures);
    }

    private static void CheckTogether(PensieveOptions options, List<string> failures)
    {
        // Kestrel listens on every address for a name that it does not know.
        if (!IPAddress.TryParse(options.Host, out _) && !options.IsLoopback)
        {
            failures.Add($"host '{options.Host}' is neither an address nor localhost; 0.0.0.0 and :: listen on every address.");
        }
        else if (!options.IsLoopback && options.ApiKey is null)
        {
            failures.Add($"host {options.Host} can be reached from other machines: set PENSIEVE_API_KEY to the key that callers must send, or keep to 127.0.0.1.");
        }

        if (!options.SignIn && !options.IsLoopback)
        {
            failures.Add($"sign-in cannot be off on host {options.Host}, which other machines can reach.");
        }

        if (options.ApiKey is { Length: < 16 })
        {
            failures.Add("PENSIEVE_API_KEY is shorter than 16 characters.");
        }

        if (options.Database is not null && StoreOptions.Fault(options.Database) is { } fault)
        {
            failures.Add($"PENSIEVE_DATABASE must be postgres://user:password@host/name or a connection string of Npgsql: {fault}.");
        }

        if (options.Model is not null && options.FindModel() is null)
        {
            failures.Add($"model '{options.Model}' is neither a file nor a name in the models folder {Path.GetFullPath(options.Models)}.");
        }
    }
}
