using System.Globalization;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Cost;

/// <summary>Base of what measures the console. Explicit, for the figures mean something on a quiet machine only: ./pensieve run bench-console.</summary>
public abstract class CostTest(BrowserFixture browser, CostReport report) : PageTest(browser)
{
    private readonly List<string> _missed = [];

    /// <summary>The table.</summary>
    protected CostReport Report => report;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        var busy = await Machine.BusyCoresAsync(TimeSpan.FromSeconds(3));
        if (busy > Machine.Quiet)
            report.Note(string.Create(CultureInfo.InvariantCulture, $"noisy: {busy:0.0} cores were busy with other work before {TestContext.Current.TestMethod?.MethodName}."));
    }

    /// <summary>Adds a figure that has an aim.</summary>
    protected void Aim(string what, double value, string unit, double below)
    {
        if (!report.Add(what, value, unit, below)) _missed.Add(what);
    }

    /// <summary>Fails with the aims that were missed.</summary>
    protected void AssertAimsMet() => Assert.True(_missed.Count == 0, "Missed: " + string.Join(", ", _missed));

    /// <summary>The value in the middle.</summary>
    protected static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
