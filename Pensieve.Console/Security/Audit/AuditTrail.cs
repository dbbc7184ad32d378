using System.Threading.Channels;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Audit;

/// <summary>
/// Takes entries without making the operation wait, and writes them down in order. At most 1,024 wait for the database;
/// then the oldest are dropped, counted in <see cref="Dropped"/>, and every entry is in the log in any case.
/// </summary>
public sealed partial class AuditTrail : BackgroundService
{
    private const int Capacity = 1024;
    private const int Batch = 128;
    private const int TextLimit = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Channel<AuditEntry> _waiting;
    private readonly AuditRepository _repository;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;
    private long _dropped;

    /// <summary>Creates it.</summary>
    public AuditTrail(AuditRepository repository, TimeProvider time, ILogger<AuditTrail> logger)
    {
        _repository = repository;
        _time = time;
        _logger = logger;
        _waiting = Channel.CreateBounded<AuditEntry>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Entries that are in the log only, since the database was away for too long.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

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
        _waiting.Writer.TryWrite(entry);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                if (!await WriteAsync(stoppingToken)) await Task.Delay(s_patience, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What came last, within the time that the host gives.
            await WriteAsync(CancellationToken.None);
        }
    }

    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Reader.TryPeek(out _))
        {
            List<AuditEntry> batch = [];
            while (batch.Count < Batch && _waiting.Reader.TryRead(out var entry)) batch.Add(entry);
            if (await TryAddAsync(batch, cancellationToken)) continue;

            // Back behind what came meanwhile: the order of the trail is that of the stamps.
            foreach (var entry in batch) _waiting.Writer.TryWrite(entry);
            return false;
        }

        return true;
    }

    // A bug here must not end the server.
    private async Task<bool> TryAddAsync(List<AuditEntry> batch, CancellationToken cancellationToken)
    {
        try
        {
            return await _repository.AddAsync(batch, cancellationToken) is null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(_logger, fault);
            return false;
        }
    }

    private static string? Cut(string? text) => text?.Length > TextLimit ? text[..TextLimit] : text;

    [LoggerMessage(EventId = 6010, Level = LogLevel.Information, Message = "{Who} ({WhoId}): {Action} {Target}: {Outcome}")]
    private static partial void LogEntry(ILogger logger, string who, string whoId, string action, string target, string outcome);

    [LoggerMessage(EventId = 6011, Level = LogLevel.Error, Message = "The audit trail could not be written.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
