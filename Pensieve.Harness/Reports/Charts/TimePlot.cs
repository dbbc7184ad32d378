using System.Text.Json.Serialization;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>How a plot over time is drawn.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlotKind>))]
public enum PlotKind
{
    /// <summary>Lines.</summary>
    [JsonStringEnumMemberName("line")] Line,

    /// <summary>Lines, the first one filled to zero.</summary>
    [JsonStringEnumMemberName("area")] Area,

    /// <summary>Lines that hold their value until the next.</summary>
    [JsonStringEnumMemberName("step")] Step,

    /// <summary>Areas on top of each other.</summary>
    [JsonStringEnumMemberName("stacked")] Stacked,
}

/// <summary>One line of a plot.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Values">One for each time; null = a gap.</param>
/// <param name="Hue">Colour, 1 to 5; the dash follows the order.</param>
public sealed record PlotSeries(string Label, IReadOnlyList<double?> Values, int Hue);

/// <summary>Figures over the run's seconds.</summary>
/// <param name="Id">Unique on its board; letters only.</param>
/// <param name="Title">Heading.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Unit">Unit of all values, as a <see cref="Figure"/> takes it.</param>
/// <param name="Times">Seconds of the run, growing.</param>
/// <param name="Series">Its lines.</param>
/// <param name="Note">What a reader must know of it; null = nothing.</param>
public sealed record TimePlot(
    string Id, string Title, PlotKind Kind, string Unit, IReadOnlyList<double> Times, IReadOnlyList<PlotSeries> Series, string? Note = null);

/// <summary>A stretch of time behind all plots.</summary>
/// <param name="Kind">"case", "phase" or "fault".</param>
/// <param name="Label">What it is.</param>
/// <param name="From">Second it begins.</param>
/// <param name="To">Second it ends.</param>
/// <param name="Detail">More about it.</param>
public sealed record TimeBand(string Kind, string Label, double From, double To, string? Detail = null);

/// <summary>A moment on all plots.</summary>
/// <param name="Label">What happened.</param>
/// <param name="At">When, in seconds of the run.</param>
/// <param name="Detail">More about it.</param>
public sealed record TimeMark(string Label, double At, string? Detail = null);

/// <summary>Plots that share one time axis, its bands and its marks.</summary>
/// <param name="From">First second.</param>
/// <param name="To">Last second.</param>
/// <param name="Plots">Those that have anything to show.</param>
/// <param name="Bands">Cases, phases and faults.</param>
/// <param name="Marks">Steps in the life of faults.</param>
public sealed record TimeBoard(
    double From, double To, IReadOnlyList<TimePlot> Plots, IReadOnlyList<TimeBand> Bands, IReadOnlyList<TimeMark> Marks);
