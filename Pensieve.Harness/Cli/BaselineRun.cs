using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Harness.Cli;

/// <summary>An earlier run that a run from the command line is shown against when it has ended.</summary>
internal sealed class BaselineRun : IDisposable
{
    private readonly RunSummary _earlier;
    private readonly RunOptions _options;

    private BaselineRun(RunSummary earlier, RunOptions options)
    {
        _earlier = earlier;
        _options = options;
        if (options.Out is null && options.Events is null or "-") Scratch = Path.Combine(Path.GetTempPath(), $"pensieve-{Guid.NewGuid():N}.ndjson");
    }

    /// <summary>File that the record must go to besides, where the run keeps none; deleted at the end.</summary>
    public string? Scratch { get; }

    /// <summary>Reads it before the run, so that a wrong name costs no run; both null = none was asked for.</summary>
    public static async Task<(BaselineRun? Baseline, string? Failure)> OpenAsync(RunOptions options, CancellationToken cancellationToken)
    {
        if (options.Baseline is not { } path) return (null, null);
        var (earlier, failure) = await RunRecordReader.ReadAsync(path, cancellationToken);
        return earlier is null ? (null, failure) : (new BaselineRun(earlier, options), null);
    }

    /// <summary>Writes the comparison, and beside the reports as comparison.txt; returns why it could not.</summary>
    public async Task<string?> CompareAsync(TextWriter output)
    {
        var (run, failure) = await RunRecordReader.ReadAsync(_options.Out ?? Scratch ?? _options.Events!);
        if (run is null) return failure;
        using var text = new StringWriter();
        ComparisonText.Write(RunComparison.Of([new RunGroup($"{_earlier.Run.RunId} (baseline)", [_earlier]), new RunGroup(run.Run.RunId, [run])]), text);
        text.WriteLine("One run each: no verdict. `pensieve compare A1,A2,… B1,B2,…` draws one from five runs on each side.");
        await output.WriteLineAsync();
        await output.WriteAsync(text.ToString());
        if (_options.Out is not { } folder) return null;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "comparison.txt"), text.ToString());
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Deletes the scratch file.</summary>
    public void Dispose()
    {
        if (Scratch is not null) File.Delete(Scratch);
    }
}
