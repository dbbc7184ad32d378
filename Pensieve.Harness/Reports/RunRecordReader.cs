namespace Pensieve.Harness.Reports;

/// <summary>Reads records from files and folders.</summary>
public static class RunRecordReader
{
    /// <summary>Name of a record within a report folder.</summary>
    public const string FileName = "record.ndjson";

    /// <summary>The run of a record, or why there is none. A record that was cut anywhere gives an interrupted run.</summary>
    /// <param name="path">The file, or the folder that a run wrote its reports to.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<(RunSummary? Summary, string? Error)> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(path)) path = Path.Combine(path, FileName);
        if (!File.Exists(path)) return (null, $"There is no record {path}.");
        try
        {
            using var reader = new StreamReader(path);
            var summary = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            return summary is null ? (null, $"{path} is no record of a run: it does not begin with a run_started line.") : (summary, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} could not be read: {e.Message}");
        }
    }

    /// <summary>The lines of a file, as they are read.</summary>
    public static IAsyncEnumerable<string> LinesAsync(string path, CancellationToken cancellationToken = default) => File.ReadLinesAsync(path, cancellationToken);

    /// <summary>The run of a whole record; null = it is none.</summary>
    public static async Task<RunSummary?> ReadAsync(TextReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var builder = new RunSummaryBuilder();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line) builder.AddLine(line);
        return builder.Build(over: true);
    }
}
