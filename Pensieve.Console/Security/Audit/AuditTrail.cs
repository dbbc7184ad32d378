using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Audit;

/// <summary>
/// Takes entries without making the operation wait, and writes them down in order. At most 1,024 wait for the database;
/// then the oldest are dropped, counted in <see cref="Dropped"/>, and every entry is in the log in any case.
/// </summary>
public sealed partial class AuditTrail : BackgroundService
{
    private const int TextLimit = 300;
    private static readonly BacklogLimits s_limits = new(Capacity: 1024, Batch: 128, Patience: TimeSpan.FromSeconds(2));

    private readonly StoreBacklog<AuditEntry> _backlog;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;

    /// <summary>Creates it.</summary>
    public AuditTrail(AuditRepository repository, TimeProvider time, ILogger<AuditTrail> logger)
    {
        (_time, _logger) = (time, logger);
        _backlog = new StoreBacklog<AuditEntry>(s_limits, repository.AddAsync, fault => LogFailed(logger, fault), time);
    }

    /// <summary>Entries that are in the log only, since the database was away for too long.</summary>
    public long Dropped => _backlog.Dropped;

    /// <summary>Writes down what somebody did.</summary>
    /// <param name="who">Who; null = nobody that is known.</param>
    /// <param name="action">What: "model.load".</param>
    /// <param name="target">To what; cut to 300 characters.</param>
    /// <param name="outcome">"done", or why not; cut likewise.</param>
    /// <param name="address">Where from, if over the network.</param>
    public void Record(AccessIdentity? who, string action, string? target, string outcome, string? address = null)
    {
        var entry = new AuditEntry
        {
            At = _time.GetUtcNow(), Who = who?.Name ?? "unknown", WhoId = who?.Id ?? "unknown", Action = action, Target = Cut(target), Outcome = Cut(outcome)!, Address = address,
        };
        LogEntry(_logger, entry.Who, entry.WhoId, entry.Action, entry.Target ?? "-", entry.Outcome);
        _backlog.Add(entry);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _backlog.RunAsync(stoppingToken);

    private static string? Cut(string? text) => text?.Length > TextLimit ? text[..TextLimit] : text;

    [LoggerMessage(EventId = 6010, Level = LogLevel.Information, Message = "{Who} ({WhoId}): {Action} {Target}: {Outcome}")]
    private static partial void LogEntry(ILogger logger, string who, string whoId, string action, string target, string outcome);

    [LoggerMessage(EventId = 6011, Level = LogLevel.Error, Message = "The audit trail could not be written.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
