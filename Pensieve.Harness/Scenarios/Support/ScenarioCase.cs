using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>What all cases have in common: the plan, from a line of data.</summary>
/// <param name="id">Stable id with the suite before the slash.</param>
/// <param name="title">A few words.</param>
/// <param name="proves">One line.</param>
/// <param name="seconds">Expected duration in the quick (and smoke), standard and full profile.</param>
/// <param name="disturbs">Whether live traffic would notice.</param>
/// <param name="smoke">See <see cref="IsSmoke"/>.</param>
public abstract class ScenarioCase(string id, string title, string proves, (double Quick, double Standard, double Full) seconds, bool disturbs = false, bool smoke = false) : ICase
{
    /// <inheritdoc/>
    public bool IsSmoke => smoke;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var expected = profile.Size switch
        {
            ProfileSize.Smoke or ProfileSize.Quick => seconds.Quick,
            ProfileSize.Standard => seconds.Standard,
            _ => seconds.Full,
        };
        return new CasePlan(id, id[..id.IndexOf('/', StringComparison.Ordinal)], title, proves, expected, disturbs);
    }

    /// <inheritdoc/>
    public abstract Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken);
}
