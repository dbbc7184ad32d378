using System.Collections.Frozen;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Formats of strings as grammars, without the quotes. Each yields valid values only, not necessarily all of them.</summary>
internal static class StringFormats
{
    private const string Hour = "([01] [0-9] | \"2\" [0-3])";
    private const string Minute = "[0-5] [0-9]";

    // The 29th of February depends on the year and is left out.
    private const string Date =
        "[1-9] [0-9]{3} \"-\" ((\"0\" [13578] | \"1\" [02]) \"-\" (\"0\" [1-9] | [12] [0-9] | \"3\" [01])"
        + " | (\"0\" [469] | \"11\") \"-\" (\"0\" [1-9] | [12] [0-9] | \"30\") | \"02-\" (\"0\" [1-9] | \"1\" [0-9] | \"2\" [0-8]))";

    private const string Time =
        Hour + " \":\" " + Minute + " \":\" " + Minute + " (\".\" [0-9]{1,6})? (\"Z\" | [+-] " + Hour + " \":\" " + Minute + ")";

    private const string Octet = "(\"25\" [0-5] | \"2\" [0-4] [0-9] | \"1\" [0-9] [0-9] | [1-9]? [0-9])";
    private const string Group = "[0-9a-fA-F]{1,4}";
    private const string Label = "[a-z0-9] ([a-z0-9-]{0,30} [a-z0-9])?";
    private const string Host = Label + " (\".\" " + Label + "){0,3}";
    private const string Domain = Label + " (\".\" " + Label + "){0,2} \".\" [a-z]{2,8}";
    private const string Path = "(\"/\" [a-zA-Z0-9._~-]{0,60}){0,8} (\"?\" [a-zA-Z0-9._~=&-]{1,100})? (\"#\" [a-zA-Z0-9._~-]{1,60})?";

    private static readonly FrozenDictionary<string, string> s_formats = new Dictionary<string, string>
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = Date + " \"T\" " + Time,
        ["duration"] = "\"P\" ([1-9] [0-9]{0,3} \"D\" (\"T\" [1-9] [0-9]{0,3} [HMS])? | \"T\" [1-9] [0-9]{0,3} [HMS] | [1-9] [0-9]{0,2} [YMW])",
        ["uuid"] = "[0-9a-f]{8} \"-\" [0-9a-f]{4} \"-\" [1-5] [0-9a-f]{3} \"-\" [89ab] [0-9a-f]{3} \"-\" [0-9a-f]{12}",
        ["ipv4"] = Octet + " (\".\" " + Octet + "){3}",
        ["ipv6"] = Group + " (\":\" " + Group + "){7}",
        ["email"] = "[a-zA-Z0-9_+-]{1,32} (\".\" [a-zA-Z0-9_+-]{1,32}){0,2} \"@\" " + Domain,
        ["hostname"] = Host,
        ["uri"] = "\"http\" \"s\"? \"://\" " + Domain + " " + Path,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of the formats.</summary>
    public static IEnumerable<string> Names => s_formats.Keys.Order(StringComparer.Ordinal);

    /// <summary>A format's grammar; null = it is not known.</summary>
    public static string? Find(string name) => s_formats.GetValueOrDefault(name);
}
