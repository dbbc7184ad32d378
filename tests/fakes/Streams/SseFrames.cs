using System.Text.Json;

namespace Pensieve.Tests.Fakes;

/// <summary>One event as the grammar of server-sent events defines it.</summary>
internal sealed record SseFrame(string? Event, string? Data, string? Comment)
{
    public JsonElement Json => JsonElement.Parse(Data ?? throw new InvalidOperationException("No data."));
}

/// <summary>Cuts a stream into events; anything but the exact grammar fails.</summary>
internal static class SseFrames
{
    public static List<SseFrame> Parse(string stream)
    {
        if (!stream.EndsWith("\n\n", StringComparison.Ordinal)) throw new FormatException("The stream breaks off: " + stream[^Math.Min(stream.Length, 200)..]);
        if (stream.Contains('\r', StringComparison.Ordinal)) throw new FormatException("A carriage return in the stream.");
        return [.. stream[..^2].Split("\n\n").Select(ParseOne)];
    }

    private static SseFrame ParseOne(string text)
    {
        string? name = null, data = null, comment = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(": ", StringComparison.Ordinal)) comment = line[2..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = name is null && data is null ? line[7..] : throw new FormatException("event after data: " + text);
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = data is null ? line[6..] : throw new FormatException("two data lines: " + text);
            else throw new FormatException("Not a line of an event stream: '" + line + "'");
        }

        if (comment is not null && (name is not null || data is not null)) throw new FormatException("A comment inside an event: " + text);
        return new SseFrame(name, data, comment);
    }
}
