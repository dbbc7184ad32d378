using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Cli;

/// <summary>One line for each case, its failures under it, and a last line: for pipes, files and CI.</summary>
internal sealed class PlainRunView(TextWriter output) : RunView
{
    private const int FaultsShown = 12;
    private readonly List<string> _faults = [];

    /// <inheritdoc/>
    public override void Take(RunEvent line)
    {
        if (FaultOf(line) is { } fault) _faults.Add("    " + fault.Replace("\n", "\n    ", StringComparison.Ordinal));
        if (LineOf(line) is not { } words) return;
        output.WriteLine(words);
        if (line is not CaseEnded) return;
        foreach (var found in _faults.Take(FaultsShown)) output.WriteLine(found);
        if (_faults.Count > FaultsShown) output.WriteLine($"    and {_faults.Count - FaultsShown} more");
        _faults.Clear();
    }
}
