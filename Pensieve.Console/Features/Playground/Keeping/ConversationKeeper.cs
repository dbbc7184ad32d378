using System.Threading.Channels;
using Pensieve.Console.Features.Settings.Values;

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

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Null = look whether anything is to be kept at all.
    private readonly Channel<PlaygroundShape?> _waiting;
    private readonly ConversationRepository _repository;
    private readonly RuntimeSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<ConversationKeeper> _logger;
    private PlaygroundShape? _pending;
    private bool _isPending;
    private long _dropped;

    public ConversationKeeper(ConversationRepository repository, RuntimeSettings settings, TimeProvider time, ILogger<ConversationKeeper> logger)
    {
        (_repository, _settings, _time, _logger) = (repository, settings, time, logger);
        _waiting = Channel.CreateBounded<PlaygroundShape?>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
        settings.Changed += OnSettings;
    }

    /// <summary>Changes that were not kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private long Kept => _settings.Number(SettingTable.ChatsKept);

    /// <summary>A conversation changed, or one of its answers ended.</summary>
    public void Note(PlaygroundShape shape) => _waiting.Writer.TryWrite(shape);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _settings.Changed -= OnSettings;
        base.Dispose();
    }

    /// <summary>Writes what waits; false = the database did not take it.</summary>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        while (_isPending || (_isPending = _waiting.Reader.TryRead(out _pending)))
        {
            if (await WriteAsync(_pending, cancellationToken) is not null) return false;
            _isPending = false;
        }

        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        OnSettings();
        try
        {
            while (_isPending || await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                if (!await TryStepAsync(stoppingToken)) await Task.Delay(s_patience, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What came last, within the time that the host gives.
            await TryStepAsync(CancellationToken.None);
        }
    }

    private void OnSettings()
    {
        if (Kept == 0) _waiting.Writer.TryWrite(null);
    }

    private async Task<Store.StoreFailure?> WriteAsync(PlaygroundShape? shape, CancellationToken cancellationToken)
    {
        var kept = Kept;
        if (kept == 0) return shape is null ? await _repository.DeleteAllAsync(cancellationToken) : null;
        if (shape is null) return null;
        if (shape.IsEmpty) return await _repository.DeleteAsync(shape.Id, cancellationToken);
        var body = KeptConversation.Of(shape).ToJson();
        if (body.Length <= MaxBodyLength) return await _repository.SetAsync(shape, body, kept, cancellationToken);
        Interlocked.Increment(ref _dropped);
        return null;
    }

    // A bug here must not end the server.
    private async Task<bool> TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(_logger, fault);
            _isPending = false;
            return true;
        }
    }

    [LoggerMessage(EventId = 7202, Level = LogLevel.Error, Message = "A conversation of the playground could not be kept.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
