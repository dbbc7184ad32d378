using System.Net.Http.Json;
using System.Threading.Channels;
using Pensieve.Console.Features.Settings.Values;

namespace Pensieve.Console.Features.Alerts;

/// <summary>
/// Posts alerts to the address of the settings, in order. At most 100 wait; then the oldest is dropped and counted. A post is tried
/// three times, with growing pauses, then it is dropped and counted too.
/// </summary>
internal sealed partial class Webhook : BackgroundService
{
    private const int Capacity = 100;
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    private readonly Channel<WebhookBody> _waiting;
    private readonly RuntimeSettings _settings;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<Webhook> _logger;
    private long _dropped;
    private long _sent;

    public Webhook(RuntimeSettings settings, TimeProvider time, ILogger<Webhook> logger)
    {
        (_settings, _time, _logger) = (settings, time, logger);
        _waiting = Channel.CreateBounded<WebhookBody>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
        _client = WebhookConnection.CreateClient(() => settings.IsOn(SettingTable.WebhookPrivate));
    }

    /// <summary>Posts that were given up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Posts that were taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Queues a post, if there is an address.</summary>
    /// <param name="what">"began" or "ended".</param>
    /// <param name="alert">Which alert.</param>
    public void Post(string what, Alert alert)
    {
        if (_settings.Current[SettingTable.Webhook].Length == 0) return;
        _waiting.Writer.TryWrite(new WebhookBody(what, alert.Id, alert.Rule, alert.Severity.ToString().ToLowerInvariant(), alert.Title, alert.Reason, alert.NextStep, alert.RaisedAt, alert.EndedAt, Environment.MachineName));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var body in _waiting.Reader.ReadAllAsync(stoppingToken)) await SendAsync(body, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync(WebhookBody body, CancellationToken stoppingToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (isDone, why) = await TryAsync(body, stoppingToken);
            if (isDone)
            {
                Interlocked.Increment(ref _sent);
                return;
            }

            if (why is null || attempt == s_pauses.Length)
            {
                Interlocked.Increment(ref _dropped);
                LogGivenUp(_logger, body.Rule, why ?? "its address was taken away");
                return;
            }

            await Task.Delay(s_pauses[attempt], _time, stoppingToken);
        }
    }

    // Done, or why not; not done without a reason = there is nobody to send it to any more.
    private async Task<(bool IsDone, string? Why)> TryAsync(WebhookBody body, CancellationToken stoppingToken)
    {
        if (_settings.Current[SettingTable.Webhook] is not { Length: > 0 } url) return (false, null);
        try
        {
            using var response = await _client.PostAsJsonAsync(url, body, stoppingToken);
            return response.IsSuccessStatusCode ? (true, null) : (false, $"it answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return (false, e.InnerException is UnauthorizedAccessException refused ? refused.Message : e.Message);
        }
        catch (TaskCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return (false, "it did not answer in time");
        }
    }

    [LoggerMessage(EventId = 6204, Level = LogLevel.Warning, Message = "The webhook did not get the alert {Rule}: {Why}")]
    private static partial void LogGivenUp(ILogger logger, string rule, string why);
}

/// <summary>What is posted.</summary>
internal sealed record WebhookBody(
    string Event, long Id, string Rule, string Severity, string Title, string? Reason, string? NextStep, DateTimeOffset RaisedAt, DateTimeOffset? EndedAt, string Server);
