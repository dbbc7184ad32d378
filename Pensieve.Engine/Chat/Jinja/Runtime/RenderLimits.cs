namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>What one rendering may use. A template comes from a file that nobody vetted, so that everything is bounded.</summary>
internal sealed record RenderLimits
{
    public static readonly RenderLimits Default = new();

    /// <summary>Evaluated nodes, and elements or blocks of characters handled inside one operation.</summary>
    public int Steps { get; init; } = 4_000_000;

    /// <summary>Longest string, and longest output, in UTF-16 units.</summary>
    public int Characters { get; init; } = 8 * 1024 * 1024;

    /// <summary>Longest list, in elements.</summary>
    public int Elements { get; init; } = 200_000;

    /// <summary>Longest <c>range()</c>; Jinja's sandbox has the same bound.</summary>
    public int RangeElements { get; init; } = 100_000;

    /// <summary>Nested macro calls.</summary>
    public int CallDepth { get; init; } = 100;

    /// <summary>Nested lists and dictionaries in one value that is printed or compared.</summary>
    public int ValueDepth { get; init; } = 400;

    /// <summary>Wall time.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Steps between two looks at the clock: a short rendering never fails because the machine was busy.</summary>
    public int StepsPerClock { get; init; } = 50_000;
}
