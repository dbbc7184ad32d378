using System.Globalization;
using Pensieve.Engine;

namespace Pensieve.Console.Shared.Shell;

/// <summary>Engine state and model as the top bar shows them.</summary>
/// <param name="Tone">Colour class: "good", "info", "warn", "bad" or "muted".</param>
/// <param name="Icon">Its sign, so that colour is not alone.</param>
/// <param name="Word">The state in a word or two.</param>
/// <param name="Model">What serves; null = nothing.</param>
/// <param name="Detail">Reason of the state; null = none given.</param>
public sealed record EngineStatusModel(string Tone, IconName Icon, string Word, string? Model, string? Detail)
{
    /// <summary>Before the first look.</summary>
    public static EngineStatusModel Unknown { get; } = new("muted", IconName.Pulse, "Connecting", null, null);

    /// <summary>From a snapshot.</summary>
    public static EngineStatusModel From(EngineSnapshot engine)
    {
        var model = engine.Models switch
        {
            [] => null,
            [var only] => only.Id,
            [var first, ..] => $"{first.Id} +{engine.Models.Count - 1}",
        };
        return engine.State switch
        {
            EngineState.Idle => new("muted", IconName.Circle, "No model", model, engine.Reason),
            EngineState.Loading => new("info", IconName.Hourglass, Loading(engine), model, engine.Reason),
            EngineState.Ready => new("good", IconName.Check, "Ready", model, engine.Reason),
            EngineState.Degraded => new("warn", IconName.Warning, "Degraded", model, engine.Reason),
            EngineState.Restarting => new("bad", IconName.Restart, "Restarting", model, engine.Reason),
            EngineState.Draining => new("info", IconName.Hourglass, "Draining", model, engine.Reason),
            _ => new("bad", IconName.Cross, "Failed", model, engine.Reason),
        };
    }

    private static string Loading(EngineSnapshot engine) =>
        engine.Models.FirstOrDefault(m => m.State == EngineState.Loading) is { LoadProgress: > 0 } model
            ? string.Create(CultureInfo.InvariantCulture, $"Loading {model.LoadProgress:P0}").Replace(" %", "%", StringComparison.Ordinal)
            : "Loading";
}
