using System.Text.Json;
using Pensieve.Console.Store;
using Pensieve.Engine;

namespace Pensieve.Console.Api.Health;

/// <summary>Liveness (the process answers), readiness (requests would be served), and both with their components.</summary>
internal sealed class HealthEndpoints(IEngine engine, ConsoleStore store)
{
    /// <summary>Always 200: a process that can answer need not be killed.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, json => json.WriteString("status"u8, "live"u8));

    /// <summary>200 while requests would be served, else 503 and why.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        var snapshot = engine.Snapshot();
        if (!IsServing(snapshot.State)) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, json => WriteState(json, snapshot.State, ReasonOf(snapshot)));
    }

    /// <summary>The same status as readiness, with the state of each component.</summary>
    public Task AllAsync(HttpContext context)
    {
        var snapshot = engine.Snapshot();
        if (!IsServing(snapshot.State)) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, json =>
        {
            WriteState(json, snapshot.State, ReasonOf(snapshot));
            json.WriteStartObject("components"u8);
            json.WriteStartObject("app"u8);
            json.WriteString("status"u8, "live"u8);
            json.WriteEndObject();
            WriteStore(json, store.Health);
            foreach (var model in snapshot.Models)
            {
                json.WriteStartObject("model:" + model.Id);
                WriteState(json, model.State, model.Reason);
                json.WriteString("isolation"u8, model.Isolation);
                json.WriteNumber("restarts"u8, model.Restarts);
                if (model.State == EngineState.Loading) json.WriteNumber("progress"u8, model.LoadProgress);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    // Requests are served without history: its trouble does not change the answer's status. Probes need no key, so no paths.
    private static void WriteStore(Utf8JsonWriter json, StoreHealth health)
    {
        json.WriteStartObject("store"u8);
        json.WriteString("status"u8, JsonNamingPolicy.CamelCase.ConvertName(health.State.ToString()));
        json.WriteString("reason"u8, health.Reason is { } reason ? JsonNamingPolicy.CamelCase.ConvertName(reason.Kind.ToString()) : null);
        json.WriteEndObject();
    }

    private static bool IsServing(EngineState state) => state is EngineState.Ready or EngineState.Degraded;

    private static string? ReasonOf(EngineSnapshot snapshot) => snapshot.Reason ?? snapshot.State switch
    {
        EngineState.Idle => "No model is loaded.",
        EngineState.Loading => "A model is loading.",
        EngineState.Restarting => "The engine worker is being restarted.",
        EngineState.Draining => "The server is shutting down.",
        EngineState.Failed => "The engine failed.",
        _ => null,
    };

    private static void WriteState(Utf8JsonWriter json, EngineState state, string? reason)
    {
        json.WriteString("status"u8, JsonNamingPolicy.CamelCase.ConvertName(state.ToString()));
        json.WriteString("reason"u8, reason);
    }

    private static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
    }
}
