using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>Points with an empty one wherever nothing was measured for longer than usual, so that no line bridges it.</summary>
internal sealed record Gaps<T>(IReadOnlyList<double> Times, IReadOnlyList<T?> Points)
    where T : RunEvent;

/// <summary>Finds the gaps.</summary>
internal static class Gaps
{
    // Ticks and samples come evenly; three missing ones are a gap and not a late timer.
    private const double Factor = 3;

    /// <summary>The points, in order of time.</summary>
    public static Gaps<T> Of<T>(List<T> points)
        where T : RunEvent
    {
        var steps = points.Zip(points.Skip(1), (a, b) => b.T - a.T).Order().ToList();
        var limit = steps.Count == 0 ? double.MaxValue : Math.Max(1, Factor * steps[steps.Count / 2]);
        var times = new List<double>(points.Count);
        var kept = new List<T?>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            if (i > 0 && (points[i].T - points[i - 1].T > limit || points[i].Case != points[i - 1].Case && points[i].Case is not null))
            {
                times.Add((points[i].T + points[i - 1].T) / 2);
                kept.Add(null);
            }

            times.Add(points[i].T);
            kept.Add(points[i]);
        }

        return new Gaps<T>(times, kept);
    }
}
