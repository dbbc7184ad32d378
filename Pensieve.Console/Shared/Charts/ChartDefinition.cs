using Pensieve.Console.Live;

namespace Pensieve.Console.Shared.Charts;

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>Lines.</summary>
    Line,

    /// <summary>Lines, the first one filled to zero.</summary>
    Area,

    /// <summary>Areas on top of each other.</summary>
    Stacked,

    /// <summary>Lines that hold their value until the next one.</summary>
    Step,

    /// <summary>One row per slot, coloured by its state; reads <see cref="LiveSample.Slots"/>.</summary>
    Slots,
}

/// <summary>How a chart's figures are written.</summary>
public enum ChartFormat
{
    /// <summary>Three digits that matter.</summary>
    Number,

    /// <summary>Whole numbers.</summary>
    Count,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>One line of a chart.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its value in a sample; NaN = a gap.</param>
/// <param name="Hue">Colour, 1 to 4, or 5 for one that stays in the background; 0 = by position.</param>
public sealed record ChartSeries(string Label, Func<LiveSample, double> Value, int Hue = 0);

/// <summary>A live chart.</summary>
/// <param name="Id">Unique on its page; letters only.</param>
/// <param name="Title">Heading, with the unit where the figures do not carry it.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Format">How its figures are written.</param>
/// <param name="Series">Its lines, at most four; the dash follows the order.</param>
/// <param name="Nothing">What to say while there is no value at all.</param>
/// <param name="IsWide">It takes two places of the board.</param>
public sealed record ChartDefinition(string Id, string Title, ChartKind Kind, ChartFormat Format, IReadOnlyList<ChartSeries> Series, string Nothing, bool IsWide = false);
