using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>
/// Keeps conversations over restarts, in the background: at most <see cref="Capacity"/> changes wait for the database, then the oldest
/// are dropped and counted. A conversation above <see cref="MaxBodyLength"/> is not kept, and counted likewise.
/// </summary>
internal sealed partial class ConversationKeeper : BackgroundService
{
    /// <summary>Most changes that wait.</summary>
    public const int Capacity = 128;

    /// <summary>Most characters of a conversation that is kept.</summary>
    public const int MaxBodyLength = 1 << 20;

    private static readonly BacklogLimits s_limits = new(Capacity, Batch: 1, Patience: TimeSpan.FromSeconds(5));

    private readonly StoreBacklog<PlaygroundShape> _backlog;
    private readonly ConversationRepository _repository;
    private readonly RuntimeSettings _settings;

    public ConversationKeeper(ConversationRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<ConversationKeeper> logger)
    {
        (_repository, _settings) = (repository, settings);
        _backlog = new StoreBacklog<PlaygroundShape>(s_limits, WriteAsync, fault => LogFailed(logger, fault), time);
        _backlog.Look();
        settings.Changed += _backlog.Look;
    }

    /// <summary>Changes that were not kept.</summary>
    public long Dropped => _backlog.Dropped;

    private long Kept => _settings.Number(SettingTable.ChatsKept);

    /// <summary>A conversation changed, or one of its answers ended.</summary>
    public void Note(PlaygroundShape shape) => _backlog.Add(shape);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _settings.Changed -= _backlog.Look;
        base.Dispose();
    }

    /// <summary>Writes what waits; false = the database did not take it.</summary>
    internal Task<bool> StepAsync(CancellationToken cancellationToken) => _backlog.StepAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _backlog.RunAsync(stoppingToken);

    private async Task<StoreFailure?> WriteAsync(IReadOnlyList<PlaygroundShape> shapes, CancellationToken cancellationToken)
    {
        var kept = Kept;
        if (shapes is not [var shape]) return kept == 0 ? await _repository.DeleteAllAsync(cancellationToken) : null;
        if (kept == 0) return null;
        if (shape.IsEmpty) return await _repository.DeleteAsync(shape.Id, cancellationToken);
        var body = KeptConversation.Of(shape).ToJson();
        if (body.Length <= MaxBodyLength) return await _repository.SetAsync(shape, body, kept, cancellationToken);
        _backlog.Drop(1);
        return null;
    }

    [LoggerMessage(EventId = 7202, Level = LogLevel.Error, Message = "A conversation of the playground could not be kept.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
