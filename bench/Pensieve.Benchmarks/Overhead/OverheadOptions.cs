using System.Globalization;

namespace Pensieve.Benchmarks.Overhead;

/// <summary>What is compared.</summary>
/// <param name="Model">GGUF file.</param>
/// <param name="App">Published app, for the HTTP leg.</param>
/// <param name="Streams">Numbers of streams at once.</param>
/// <param name="Tokens">Tokens generated per stream.</param>
/// <param name="Rounds">Rounds; each runs every leg once, in turn.</param>
/// <param name="Threads">Compute threads; 0 = one per core.</param>
/// <param name="Legs">Names of the legs besides raw.</param>
internal sealed record OverheadOptions(string Model, string App, int[] Streams, int Tokens, int Rounds, int Threads, string[] Legs)
{
    /// <summary>How the command is called.</summary>
    public const string Usage = "overhead --model FILE --app PATH/Pensieve.Console [--streams 1,16] [--tokens 400] [--rounds 7] [--threads 0] [--legs inprocess,worker,http]";

    /// <summary>The same prompt for every leg and stream but for its number.</summary>
    public static string PromptOf(int stream) => $"Request {stream}: tell a story of a lamp";

    /// <summary>Reads the command line; null = it is wrong.</summary>
    public static OverheadOptions? Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < args.Count; i += 2) values[args[i]] = args[i + 1];
        if (args.Count % 2 != 0 || !values.TryGetValue("--model", out var model) || !values.TryGetValue("--app", out var app)) return null;
        int Number(string name, int fallback) => values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
        var streams = values.GetValueOrDefault("--streams", "1,16").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        return new OverheadOptions(Path.GetFullPath(model), Path.GetFullPath(app), streams, Number("--tokens", 400), Number("--rounds", 7), Number("--threads", 0),
            values.GetValueOrDefault("--legs", "inprocess,worker,http").Split(','));
    }
}
