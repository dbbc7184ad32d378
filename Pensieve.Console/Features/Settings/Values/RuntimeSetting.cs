using System.Globalization;
using System.Text.Json;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>What kind of value a setting takes, and so how it is edited.</summary>
public enum SettingKind
{
    /// <summary>A whole number.</summary>
    Number,

    /// <summary>On or off.</summary>
    Switch,

    /// <summary>One of several words.</summary>
    Choice,

    /// <summary>One line, may be empty.</summary>
    Text,

    /// <summary>Any number of lines.</summary>
    Lines,
}

/// <summary>
/// A setting that can change while the server runs. Page, API and docs read this definition. Values are held as canonical text:
/// "30", "true", lines joined by line feeds.
/// </summary>
/// <param name="Name">Name in the API, "group.name".</param>
/// <param name="Group">Heading it stands under.</param>
/// <param name="Title">Label.</param>
/// <param name="Meaning">What it does, in one or two sentences.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Default">Value of the configuration that the server was started with.</param>
public sealed record RuntimeSetting(string Name, string Group, string Title, string Meaning, SettingKind Kind, Func<SettingDefaults, string> Default)
{
    /// <summary>Least and greatest number.</summary>
    public long Min { get; init; }

    /// <inheritdoc cref="Min"/>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>Unit of a number; null = a count.</summary>
    public string? Unit { get; init; }

    /// <summary>Words to choose from.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What is wrong with a text or a line; null = nothing.</summary>
    public Func<string, string?> CheckText { get; init; } = _ => null;

    /// <summary>False: from the next load of a model on. True: at once.</summary>
    public bool AppliesAtOnce { get; init; } = true;

    /// <summary>When a change takes effect, for people.</summary>
    public string Effect => AppliesAtOnce ? "at once" : "at the next load of a model";

    /// <summary>What values it takes, for people.</summary>
    public string Takes => Kind switch
    {
        SettingKind.Number => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}{(Unit is null ? "" : " " + Unit)}"),
        SettingKind.Switch => "true or false",
        SettingKind.Choice => string.Join(", ", Choices),
        SettingKind.Lines => $"at most {MaxLines} lines",
        _ => $"at most {MaxLength} characters, or nothing",
    };

    private const int MaxLines = 64, MaxLength = 500;

    /// <summary>The canonical form of a text, or what is wrong with it: one of the two.</summary>
    public (string? Value, string? Fault) Read(string text)
    {
        text = text.Trim();
        switch (Kind)
        {
            case SettingKind.Number:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Min && number <= Max
                    ? (number.ToString(CultureInfo.InvariantCulture), null) : (null, $"must be {Takes}.");
            case SettingKind.Switch:
                return text is "true" or "false" ? (text, null) : (null, "must be true or false.");
            case SettingKind.Choice:
                return Choices.Contains(text) ? (text, null) : (null, $"must be one of {Takes}.");
            default:
                var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (Kind == SettingKind.Text && lines.Length > 1) return (null, "must be one line.");
                if (lines.Length > MaxLines || lines.Any(l => l.Length > MaxLength)) return (null, $"must be at most {MaxLines} lines of {MaxLength} characters.");
                return lines.Select(CheckText).FirstOrDefault(f => f is not null) is { } fault ? (null, fault) : (string.Join('\n', lines.Distinct(StringComparer.Ordinal)), null);
        }
    }

    /// <summary>A JSON value as text for <see cref="Read(string)"/>; null = it is of the wrong type.</summary>
    public string? TextOf(JsonElement json) => (Kind, json.ValueKind) switch
    {
        (SettingKind.Number, JsonValueKind.Number) => json.GetRawText(),
        (SettingKind.Switch, JsonValueKind.True) => "true",
        (SettingKind.Switch, JsonValueKind.False) => "false",
        (SettingKind.Choice or SettingKind.Text, JsonValueKind.String) => json.GetString(),
        (SettingKind.Lines, JsonValueKind.Array) => json.EnumerateArray().All(l => l.ValueKind == JsonValueKind.String) ? string.Join('\n', json.EnumerateArray().Select(l => l.GetString())) : null,
        _ => null,
    };

    /// <summary>A value as JSON of its type.</summary>
    public JsonElement ToJson(string value) => Kind switch
    {
        SettingKind.Number or SettingKind.Switch => JsonElement.Parse(value),
        SettingKind.Lines => JsonSerializer.SerializeToElement(value.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
        _ => JsonSerializer.SerializeToElement(value),
    };

    /// <summary>A value as people read it.</summary>
    public string Show(string value) => Kind switch
    {
        SettingKind.Switch => value == "true" ? "on" : "off",
        SettingKind.Number when Unit is not null => $"{value} {Unit}",
        SettingKind.Lines or SettingKind.Text => value.Length == 0 ? "none" : value.Replace("\n", ", ", StringComparison.Ordinal),
        _ => value,
    };
}
