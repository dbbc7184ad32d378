using System.Globalization;
using Pensieve.Harness.Faults;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>
/// Checks of limits in time. One that is missed while others keep this machine busy breaks a gate instead: the case is then invalid,
/// which is not passed and not failed.
/// </summary>
public sealed class TimedChecks
{
    private readonly CaseContext _context;
    private readonly ForeignLoad? _load;

    private TimedChecks(CaseContext context, ForeignLoad? load) => (_context, _load) = (context, load);

    /// <summary>Begins to watch the machine.</summary>
    public static async Task<TimedChecks> BeginAsync(CaseContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Target.IsLocal) return new TimedChecks(context, null);
        var worker = (await ServerState.OfAsync(context, cancellationToken))?.WorkerPid;
        List<int> target = [];
        if (worker is { } pid) target.Add(pid);
        if ((context.Target.OwnPid ?? Processes.ParentOf(worker)) is { } app) target.Add(app);

        // A foreign server's process is not known: its own work would be taken for that of others, so nothing is excused.
        return new TimedChecks(context, target.Count > 0 || context.Target.Kind == "mock" ? ForeignLoad.Watch(target) : null);
    }

    /// <summary>Records whether a limit of time holds.</summary>
    public bool Check(string name, bool holds, string expected, string actual)
    {
        if (!holds && _load?.Share is { } share && share > ForeignLoad.Limit)
        {
            _context.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: expected {expected}, found {actual}, while other work took {share:P0} of this machine."), "warning");
            _context.Emit(new GateResult("other work on this machine", false, Math.Round(share, 3), ForeignLoad.Limit, "ratio"));
            return false;
        }

        return _context.Check(name, holds, expected, actual);
    }

    /// <summary>Records whether a figure is at most a limit.</summary>
    public bool AtMost(string name, double? value, double limit, string unit) =>
        Check(name, value is { } v && v <= limit, Invariant($"at most {limit:0.###} {unit}"), value is { } found ? Invariant($"{found:0.###} {unit}") : "nothing was measured");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
