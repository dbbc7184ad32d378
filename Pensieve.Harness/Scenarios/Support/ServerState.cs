using System.Text.Json;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>What a Pensieve target says of the model under test at one moment.</summary>
/// <param name="State">State of the model.</param>
/// <param name="WorkerPid">Process of its worker; null = none, or in process.</param>
/// <param name="Restarts">Times the worker was started again.</param>
/// <param name="Slots">Slots, and how many of them are at work.</param>
/// <param name="Busy"><inheritdoc cref="Slots" path="/node()"/></param>
/// <param name="Queued">Requests that wait, and how many may.</param>
/// <param name="QueueCapacity"><inheritdoc cref="Queued" path="/node()"/></param>
/// <param name="KvUsed">KV cells of running requests.</param>
/// <param name="Context">Tokens of context that one request has.</param>
/// <param name="WorkerBytes">Resident bytes of the worker.</param>
/// <param name="Path">The model's file.</param>
public sealed record ServerState(
    string State, int? WorkerPid, int Restarts, int Slots, int Busy, int Queued, int QueueCapacity, long KvUsed, int Context, long WorkerBytes, string? Path)
{
    /// <summary>Whether nothing runs and nothing waits.</summary>
    public bool IsIdle => Busy == 0 && Queued == 0;

    /// <summary>Whether it serves.</summary>
    public bool IsServing => State is "Ready" or "Degraded";

    /// <summary>Asks for it; null = the target shows no inside, or does not answer within two seconds.</summary>
    public static async Task<ServerState?> OfAsync(CaseContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Server is null) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var json = await context.Server.SnapshotAsync(limit.Token);
            return json is null ? null : Of(json.RootElement, context.Target.Model);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Reads a snapshot; null = the model is not in it.</summary>
    public static ServerState? Of(JsonElement snapshot, string model)
    {
        foreach (var m in snapshot.GetProperty("models").EnumerateArray())
        {
            if (m.GetProperty("id").GetString() != model) continue;
            var slots = m.GetProperty("slots");
            var info = m.TryGetProperty("info", out var i) && i.ValueKind == JsonValueKind.Object ? i : default;
            return new ServerState(
                m.GetProperty("state").ToString(),
                m.TryGetProperty("workerPid", out var pid) && pid.TryGetInt32Safe() is { } p ? p : null,
                m.GetProperty("restarts").GetInt32(),
                slots.GetArrayLength(),
                slots.EnumerateArray().Count(s => s.GetProperty("requestId").ValueKind == JsonValueKind.String),
                m.GetProperty("queued").GetInt32(),
                m.GetProperty("queueCapacity").GetInt32(),
                m.GetProperty("kvUsed").GetInt64(),
                info.ValueKind == JsonValueKind.Object ? info.GetProperty("contextPerSequence").GetInt32() : 0,
                m.GetProperty("workerRssBytes").GetInt64(),
                info.ValueKind == JsonValueKind.Object ? info.GetProperty("path").GetString() : null);
        }

        return null;
    }

    /// <summary>Waits until nothing runs; false = something still does after the limit. True at once where the target shows no inside.</summary>
    public static async Task<bool> WaitIdleAsync(CaseContext context, double seconds, CancellationToken cancellationToken) =>
        context.Server is null || await Patience.UntilAsync(async () => await OfAsync(context, cancellationToken) is { IsIdle: true }, seconds, cancellationToken) is not null;
}
