using System.Globalization;
using System.Text;
using Pensieve.Tests.E2E.Cost;

[assembly: AssemblyFixture(typeof(CostReport))]

namespace Pensieve.Tests.E2E.Cost;

/// <summary>
/// The figures of one run beside what they should be, as one table: written to the file that PENSIEVE_COST_REPORT names, for
/// ./pensieve run bench-console to show.
/// </summary>
public sealed class CostReport : IAsyncLifetime
{
    private readonly List<Row> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>Adds a figure that has an aim; false = it misses it.</summary>
    public bool Add(string what, double value, string unit, double below)
    {
        var met = value < below;
        _rows.Add(new Row(what, Number(value) + " " + unit, "< " + Number(below) + " " + unit, met ? "met" : "MISSED"));
        return met;
    }

    /// <summary>Adds a figure that has none.</summary>
    public void Add(string what, string value) => _rows.Add(new Row(what, value, "", ""));

    /// <summary>Adds a line below the table.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_rows.Count > 0 && Environment.GetEnvironmentVariable("PENSIEVE_COST_REPORT") is { Length: > 0 } file) await File.WriteAllTextAsync(file, ToString());
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Row[] all = [new("figure", "measured", "aim", ""), .. _rows];
        var (what, value, aim) = (all.Max(r => r.What.Length), all.Max(r => r.Value.Length), all.Max(r => r.Aim.Length));
        var text = new StringBuilder();
        foreach (var row in all)
            text.AppendLine($"{row.What.PadRight(what)}  {row.Value.PadLeft(value)}  {row.Aim.PadLeft(aim)}  {row.Verdict}".TrimEnd());
        foreach (var note in _notes) text.AppendLine(note);
        return text.ToString();
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 && value != Math.Floor(value) ? "0.0" : "0", CultureInfo.InvariantCulture);

    private sealed record Row(string What, string Value, string Aim, string Verdict);
}
