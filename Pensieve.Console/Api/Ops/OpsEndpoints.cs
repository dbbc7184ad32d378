using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Api.Ops;

/// <summary>Operations under /api, described at /openapi/v1.json.</summary>
internal static class OpsEndpoints
{
    private static readonly FieldRange s_count = new("count", 1, 1000, true, false);
    internal static readonly FieldRange s_contextSize = new("contextSize", 0, 16_777_216, true, true);
    internal static readonly FieldRange s_parallel = new("parallel", 1, ModelLoadOptions.MaxParallel, true, true);
    internal static readonly FieldRange s_gpuLayers = new("gpuLayers", -1, 10_000, true, true);
    internal static readonly FieldRange s_threads = new("threads", 0, 1024, true, true);
    internal static readonly FieldRange s_batchSize = new("batchSize", 16, 65_536, true, true);
    internal static readonly FieldRange s_queueCapacity = new("queueCapacity", 0, 65_536, true, true);
    private static readonly string[] s_kvTypes = ["f16", "f32", "q8_0", "q4_0"];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Operations");
        api.MapGet("/snapshot", (IEngine engine) => Slim(engine.Snapshot())).WithName("GetSnapshot").WithSummary("The engine at this moment.");
        api.MapGet("/slots", (IEngine engine) => engine.Snapshot().Models.Select(m => new ModelSlots(m.Id, m.Slots)).ToArray())
            .WithName("GetSlots").WithSummary("Every slot of every model.");
        api.MapGet("/requests", Requests).WithName("GetRequests").WithSummary("Requests that ended lately, newest first.");
        api.MapGet("/devices", async (IEngine engine, CancellationToken aborted) => await engine.GetDevicesAsync(aborted))
            .WithName("GetDevices").WithSummary("Compute devices as the native engine sees them.");
        api.MapGet("/models", (IEngine engine) => Slim(engine.Snapshot()).Models).WithName("GetModels").WithSummary("Loaded and loading models.");
        api.MapPost("/models/load", LoadAsync).WithName("LoadModel").WithSummary("Loads a model; answers when it is ready or failed.").Audited("model.load");
        api.MapPost("/models/{id}/unload", UnloadAsync).WithName("UnloadModel").WithSummary("Unloads a model after its running requests ended.").Audited("model.unload");
    }

    private static Results<Ok<RequestView[]>, ErrorResult> Requests(IEngine engine, string? count = null)
    {
        if (count is null) return TypedResults.Ok(Views(100));
        return long.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && value >= s_count.Min && value <= s_count.Max
            ? TypedResults.Ok(Views((int)value))
            : new ErrorResult(ApiError.Invalid("count", $"count: must be {s_count.Expected}."));

        RequestView[] Views(int most) => [.. engine.RecentRequests(most).Select(RequestView.Of)];
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
        var defaults = settings.DefaultsFor(path.Path!)?.Over(plain) ?? plain;
        var options = defaults with
        {
            Id = request.Id,
            ContextSize = Read(request.ContextSize, s_contextSize, defaults.ContextSize),
            Parallel = Read(request.Parallel, s_parallel, defaults.Parallel),
            GpuLayers = Read(request.GpuLayers, s_gpuLayers, defaults.GpuLayers),
            Device = request.Device ?? defaults.Device,
            Threads = Read(request.Threads, s_threads, defaults.Threads),
            KvType = request.KvType ?? defaults.KvType,
            BatchSize = Read(request.BatchSize, s_batchSize, defaults.BatchSize),
            QueueCapacity = Read(request.QueueCapacity, s_queueCapacity, defaults.QueueCapacity),
            ReasoningFormat = request.ReasoningFormat ?? defaults.ReasoningFormat,
            ToolFormat = (request.ToolFormat ?? defaults.ToolFormat) is var named && named == "auto" ? null : named,
            Pooling = request.Pooling ?? defaults.Pooling,
        };
        string[] formats = ["auto", "none", .. Engine.Chat.Reasoning.ReasoningFormat.Names];
        if (options.ReasoningFormat is { } format && !formats.Contains(format)) fields.Fail("reasoningFormat", "must be one of " + string.Join(", ", formats) + ".");
        if (options.ToolFormat is { } toolFormat && !ToolCallFormat.Names.Contains(toolFormat)) fields.Fail("toolFormat", "must be one of auto, " + string.Join(", ", ToolCallFormat.Names) + ".");
        if (options.Pooling is not (null or "mean" or "cls" or "last")) fields.Fail("pooling", "must be mean, cls or last.");
        if (!s_kvTypes.Contains(options.KvType)) fields.Fail("kvType", "must be one of " + string.Join(", ", s_kvTypes) + ".");
        if (fields.Error is not null) return new ErrorResult(fields.Error);

        // A closed browser tab does not undo a load: only the server's own stop does.
        var outcome = await loader.LoadAsync(options, "api", lifetime.ApplicationStopping);
        return outcome.Model is { } model
            ? TypedResults.Ok(model.Info with { ChatTemplate = null })
            : new ErrorResult(new ApiError(422, outcome.Failure ?? "The model could not be loaded.", "path", "load_failed"));

        int Read(long? value, FieldRange range, int fallback) =>
            (int)(fields.Integer(value is { } number ? new NumberField(NumberKind.Integer, number, number) : default, range) ?? fallback);
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
