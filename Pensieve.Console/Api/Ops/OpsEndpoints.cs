using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Api.Ops;

/// <summary>Operations under /api, described at /openapi/v1.json.</summary>
internal static class OpsEndpoints
{
    private static readonly FieldRange s_count = new("count", 1, 1000, true, false);

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Operations");
        api.MapGet("/snapshot", (IEngine engine) => Slim(engine.Snapshot())).WithName("GetSnapshot").WithSummary("The engine at this moment.");
        api.MapGet("/slots", (IEngine engine) => engine.Snapshot().Models.Select(m => new ModelSlots(m.Id, m.Slots)).ToArray())
            .WithName("GetSlots").WithSummary("Every slot of every model.");
        api.MapGet("/requests", Requests).WithName("GetRequests").WithSummary("Requests that ended lately, newest first.");
        api.MapGet("/requests/turned-away", TurnedAway).WithName("GetTurnedAwayRequests").WithSummary("Requests that were answered with an error before they became a generation, newest first.");
        api.MapGet("/devices", async (IEngine engine, CancellationToken aborted) => await engine.GetDevicesAsync(aborted))
            .WithName("GetDevices").WithSummary("Compute devices as the native engine sees them.");
        api.MapGet("/models", (IEngine engine) => Slim(engine.Snapshot()).Models).WithName("GetModels").WithSummary("Loaded and loading models.");
        api.MapPost("/models/load", LoadAsync).WithName("LoadModel").WithSummary("Loads a model; answers when it is ready or failed.").Audited("model.load");
        api.MapPost("/models/{id}/unload", UnloadAsync).WithName("UnloadModel").WithSummary("Unloads a model after its running requests ended.").Audited("model.unload");
    }

    private static Results<Ok<RequestView[]>, ErrorResult> Requests(IEngine engine, string? count = null) =>
        Newest(count, most => engine.RecentRequests(most).Select(RequestView.Of));

    private static Results<Ok<TurnedAwayRequest[]>, ErrorResult> TurnedAway(TurnedAwayRing ring, string? count = null) => Newest(count, ring.Read);

    private static Results<Ok<T[]>, ErrorResult> Newest<T>(string? count, Func<int, IEnumerable<T>> read)
    {
        if (count is null) return TypedResults.Ok(read(100).ToArray());
        return long.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && value >= s_count.Min && value <= s_count.Max
            ? TypedResults.Ok(read((int)value).ToArray())
            : new ErrorResult(ApiError.Invalid("count", $"count: must be {s_count.Expected}."));
    }

    private static async Task<Results<Ok<ModelInfo>, ErrorResult>> LoadAsync(
        LoadModelRequest request, HttpContext context, ModelLoader loader, ModelSettings settings, RuntimeSettings runtime, ModelPaths paths, IHostApplicationLifetime lifetime)
    {
        context.SetAuditTarget(request.Path);
        var path = paths.Check(request.Path);
        if (path.Error is not null) return new ErrorResult(path.Error);
        var fields = new FieldReader();
        await settings.ReadAsync(lifetime.ApplicationStopping);
        var plain = new ModelLoadOptions { Path = path.Path!, QueueCapacity = (int)runtime.Number(SettingTable.Queue) };
        var asked = LoadFields.Read(request.Options, fields).Over(settings.DefaultsFor(path.Path!)?.Over(plain) ?? plain);
        if (fields.Error is not null) return new ErrorResult(fields.Error);
        var options = asked with { Id = request.Id, ToolFormat = asked.ToolFormat == "auto" ? null : asked.ToolFormat };

        // A closed browser tab does not undo a load: only the server's own stop does.
        var outcome = await loader.LoadAsync(options, "api", lifetime.ApplicationStopping);
        return outcome.Model is { } model
            ? TypedResults.Ok(model.Info with { ChatTemplate = null })
            : new ErrorResult(new ApiError(422, outcome.Failure ?? "The model could not be loaded.", "path", "load_failed"));
    }

    private static async Task<Results<NoContent, ErrorResult>> UnloadAsync(string id, IEngine engine, IHostApplicationLifetime lifetime) =>
        await engine.UnloadAsync(id, lifetime.ApplicationStopping)
            ? TypedResults.NoContent()
            : new ErrorResult(new ApiError(404, $"Model '{id}' is not loaded.", "id", "model_not_found"));

    // A template is tens of kilobytes, and snapshots are polled.
    private static EngineSnapshot Slim(EngineSnapshot snapshot) => snapshot with
    {
        Models = [.. snapshot.Models.Select(m => m with { Info = m.Info is null ? null : m.Info with { ChatTemplate = null } })],
    };
}
