using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>
/// The books of a load: every request ends in exactly one way. Accepted = completed + failed with a reason + cancelled, by id; what
/// the server took and then left without an end is lost, and two ends or two requests of one id are duplicates.
/// </summary>
/// <param name="Attempted">Requests sent.</param>
/// <param name="Completed">With their terminal frame or as a whole document.</param>
/// <param name="Shed">Refused because the server was full.</param>
/// <param name="FailedWithReason">With a status or an error frame that says why.</param>
/// <param name="Unreached">No connection, or one that broke before the server answered anything.</param>
/// <param name="Cancelled">Closed by the harness.</param>
/// <param name="Lost">Accepted, and then no end: truncated, timed out, or broken off.</param>
/// <param name="DuplicateIds">Server ids given to more than one request.</param>
/// <param name="DoubleEnds">Streams with a second terminal frame, or with frames after it.</param>
public sealed record IdLedger(
    int Attempted, int Completed, int Shed, int FailedWithReason, int Unreached, int Cancelled, int Lost, IReadOnlyList<string> DuplicateIds, int DoubleEnds)
{
    /// <summary>Whether both sides of the books are equal and nothing is lost or double.</summary>
    public bool Balances => Attempted == Completed + Shed + FailedWithReason + Unreached + Cancelled && Lost == 0 && DuplicateIds.Count == 0 && DoubleEnds == 0;

    /// <summary>Keeps the books of some requests.</summary>
    public static IdLedger Of(IReadOnlyCollection<GenerationResult> results)
    {
        int completed = 0, shed = 0, failed = 0, unreached = 0, cancelled = 0, lost = 0, twice = 0;
        foreach (var result in results)
        {
            switch (result.Outcome)
            {
                case GenerationResult.Ok or GenerationResult.Wrong:
                    completed++;
                    break;
                case GenerationResult.Shed:
                    shed++;
                    break;
                case GenerationResult.Cancelled:
                    cancelled++;
                    break;
                case GenerationResult.StreamError when !string.IsNullOrWhiteSpace(result.Error):
                    failed++;
                    break;
                case GenerationResult.Refused:
                    unreached++;
                    break;
                case GenerationResult.Reset when result.Status == 0:
                    unreached++;
                    break;
                default:
                    if (result.Status >= 400 && !string.IsNullOrWhiteSpace(result.Error)) failed++;
                    else lost++;
                    break;
            }

            if (result.Terminals > 1 || result.AfterTerminal > 0) twice++;
        }

        var duplicates = results.Where(r => r.ServerId is not null).GroupBy(r => r.ServerId!).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        return new IdLedger(results.Count, completed, shed, failed, unreached, cancelled, lost, duplicates, twice);
    }

    /// <summary>Records the books and checks them.</summary>
    /// <param name="context">The case.</param>
    /// <param name="mayLose">Lost ones are the fault's own doing (the harness cut the wire): they are recorded, not held against the server.</param>
    public void Check(CaseContext context, bool mayLose = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (name, value) in ((string, int)[])[("completed", Completed), ("shed", Shed), ("failed_with_reason", FailedWithReason), ("unreached", Unreached), ("cancelled", Cancelled), ("lost", Lost)])
            context.Measure("ledger_" + name, "value", value, "count", Attempted, name is "lost" ? "lower" : null);
        context.Check("the ledger has requests", Attempted > 0, "at least 1", Attempted);
        if (!mayLose)
        {
            context.Check("no accepted request is lost", Lost == 0, 0, Lost);
            context.CheckEqual("attempted = completed + shed + failed with reason + unreached + cancelled", Attempted, Completed + Shed + FailedWithReason + Unreached + Cancelled);
        }

        context.Check("no id twice", DuplicateIds.Count == 0, 0, DuplicateIds.Count == 0 ? "0" : string.Join(", ", DuplicateIds.Take(3)));
        context.Check("no second end", DoubleEnds == 0, 0, DoubleEnds);
    }
}
