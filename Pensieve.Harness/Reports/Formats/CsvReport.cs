using System.Globalization;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Formats;

/// <summary>Tables for spreadsheets and scripts: RFC 4180, dots as decimal signs, empty = no figure.</summary>
public static class CsvReport
{
    /// <summary>First line of the table of figures.</summary>
    public const string MeasurementHeader = "case,metric,statistic,at,value,unit,n,lower,upper,better,primary";

    /// <summary>First line of the table of requests; stamps are seconds of the run, latencies milliseconds.</summary>
    public const string RequestHeader =
        "case,id,server_id,kind,phase,sched,send,first,last,term,outcome,status,finish,prompt_tokens,cached_tokens,output_tokens,first_tokens,frames,max_gap_ms,ttft_ms,tpot_ms,e2e_ms,error";

    /// <summary>Every figure of every case.</summary>
    public static void Measurements(RunSummary run, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(MeasurementHeader + "\r\n");
        foreach (var c in run.Cases)
        {
            foreach (var m in c.Measurements)
                output.Write(Row(c.Plan.Id, m.Metric, m.Statistic, Figure.At(m.At), m.Value, m.Unit, m.N, m.Lower, m.Upper, m.Better, m.Primary ? "true" : "false"));
        }
    }

    /// <summary>Every request of a record, as it is read: none is left out, and memory does not grow.</summary>
    public static async Task RequestsAsync(IAsyncEnumerable<string> record, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(output);
        await output.WriteAsync(RequestHeader + "\r\n").ConfigureAwait(false);
        await foreach (var line in record.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (RunEventJson.Parse(line) is not RequestSample r) continue;
            await output.WriteAsync(Row(r.Case, r.Id, r.ServerId, r.Kind, r.Phase, r.Sched, r.Send, r.First, r.Last, r.Term, r.Outcome, r.Status, r.Finish, r.PromptTokens, r.CachedTokens,
                r.OutputTokens, r.FirstTokens, r.Frames, r.MaxGapMs, r.TtftMs(), r.TpotMs(), r.E2eMs(), r.Error)).ConfigureAwait(false);
        }
    }

    private static string Row(params object?[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(object? value) => value switch
    {
        null => "",
        double number => Figure.Exact(number),
        int number => number.ToString(CultureInfo.InvariantCulture),
        string text => Quote(text),
        _ => value.ToString() ?? "",
    };

    // What servers say ends up in spreadsheets: a cell that begins like a formula must not be one.
    private static string Quote(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
