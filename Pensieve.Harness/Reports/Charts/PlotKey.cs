namespace Pensieve.Harness.Reports.Charts;

/// <summary>How the legend shows what a colour stands for; the shape says it without the colour.</summary>
public enum KeyShape
{
    /// <summary>A line with its dash.</summary>
    Line,

    /// <summary>A bar.</summary>
    Bar,

    /// <summary>A round dot.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,
}

/// <summary>One entry of a legend.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Hue">Colour, 1 to 5; 6 = that of failures.</param>
/// <param name="Dash">Dash of a line, 1 to 5; 1 = solid.</param>
/// <param name="Shape">Its mark.</param>
public sealed record PlotKey(string Label, int Hue, int Dash = 1, KeyShape Shape = KeyShape.Line);
