using System.Globalization;

namespace Pensieve.Harness.Mock;

/// <summary>
/// What the mock does with one request. A request overrides the server's script by a header: "x-mock: ttft=100; tpot=20; tokens=50".
/// </summary>
public sealed record MockScript
{
    /// <summary>Name of the header.</summary>
    public const string Header = "x-mock";

    /// <summary>Milliseconds from the request's last byte to the first payload frame.</summary>
    public double Ttft { get; init; } = 20;

    /// <summary>Milliseconds per token after the first frame.</summary>
    public double Tpot { get; init; } = 5;

    /// <summary>Output tokens; 0 = the request's limit.</summary>
    public int Tokens { get; init; }

    /// <summary>Tokens in the first payload frame.</summary>
    public int First { get; init; } = 1;

    /// <summary>Tokens in every later frame.</summary>
    public int Bundle { get; init; } = 1;

    /// <summary>Milliseconds from the last payload frame to the terminal one.</summary>
    public double Tail { get; init; }

    /// <summary>Tokens of reasoning before the visible ones; they are output tokens as well.</summary>
    public int Reasoning { get; init; }

    /// <summary>Pieces that each frame is written in, a millisecond apart; 1 = whole.</summary>
    public int Pieces { get; init; } = 1;

    /// <summary>Prompt tokens that usage calls cached.</summary>
    public int Cached { get; init; }

    /// <summary>Answers with this status and an error instead; 0 = no.</summary>
    public int Status { get; init; }

    /// <summary>What goes wrong, see <see cref="MockFault"/>.</summary>
    public MockFault Fault { get; init; }

    /// <summary>Share of the requests that it goes wrong for.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Payload frames before it goes wrong.</summary>
    public int After { get; init; } = 3;

    /// <summary>Every delay is multiplied by it: 1.05 is a regression of 5 %.</summary>
    public double Delay { get; init; } = 1;

    /// <summary>Whose habits the frames have.</summary>
    public MockVendor Vendor { get; init; }

    /// <summary>Requests served at once, the others wait in line; 0 = all.</summary>
    public int Slots { get; init; }

    /// <summary>Requests that may wait before the mock answers 429.</summary>
    public int Queue { get; init; } = 256;

    /// <summary>This script with what a text such as "ttft=100; tpot=20" says; a word that it does not know is the reason why not.</summary>
    public (MockScript Script, string? Error) With(string text)
    {
        var script = this;
        foreach (var part in text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (part, "") : (part[..at].Trim(), part[(at + 1)..].Trim());
            if (name == "fault" && Enum.TryParse<MockFault>(value, ignoreCase: true, out var fault)) script = script with { Fault = fault };
            else if (name == "vendor" && Enum.TryParse<MockVendor>(value, ignoreCase: true, out var vendor)) script = script with { Vendor = vendor };
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Set(script, name, number) is { } set) script = set;
            else return (this, $"'{part}' is nothing that the mock can do.");
        }

        return (script, null);
    }

    private static MockScript? Set(MockScript s, string name, double value) => name switch
    {
        "ttft" => s with { Ttft = value },
        "tpot" => s with { Tpot = value },
        "tokens" => s with { Tokens = (int)value },
        "first" => s with { First = Math.Max(1, (int)value) },
        "bundle" => s with { Bundle = Math.Max(1, (int)value) },
        "tail" => s with { Tail = value },
        "reasoning" => s with { Reasoning = (int)value },
        "pieces" => s with { Pieces = Math.Max(1, (int)value) },
        "cached" => s with { Cached = (int)value },
        "status" => s with { Status = (int)value },
        "rate" => s with { Rate = value },
        "after" => s with { After = (int)value },
        "delay" => s with { Delay = value },
        "slots" => s with { Slots = (int)value },
        "queue" => s with { Queue = (int)value },
        _ => null,
    };
}
