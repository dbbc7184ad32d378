using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Chat;

/// <summary>A loaded model, or the answer to a request for one that is not.</summary>
internal readonly record struct ModelOutcome(IModelSession? Model, ApiError? Error);

/// <summary>
/// Finds the model that a request names, by its exact id or by an alias. A name that is not loaded is an error that lists what is
/// (see <see cref="ApiOptions.MapUnknownModels"/>).
/// </summary>
internal sealed class ModelResolver(IEngine engine, IOptionsMonitor<ApiOptions> options, ModelAliases aliases)
{
    /// <summary>Finds it.</summary>
    public ModelOutcome Resolve(string? name, Dialect dialect)
    {
        if (string.IsNullOrWhiteSpace(name))
            return new(null, ApiError.Invalid("model", $"model: is required and must be a string. {Loaded()}"));
        if (engine.TryGetModel(name, out var model)) return new(model, null);
        var target = aliases.Target(name);
        if (target is not null && engine.TryGetModel(target, out model)) return new(model, null);

        var snapshot = engine.Snapshot();
        var isComing = snapshot.Models.Any(m => m.Id == (target ?? name) && m.State is EngineState.Loading or EngineState.Restarting)
            || (engine.Models.Count == 0 && snapshot.State == EngineState.Loading);
        if (isComing)
        {
            var loading = new EngineFailure(FailureKind.ModelNotReady, $"Model '{name}' is still loading.", RetryAfter: TimeSpan.FromSeconds(2));
            return new(null, EngineErrors.ToApi(loading, dialect));
        }

        if (options.CurrentValue.MapUnknownModels && engine.Models is [var first, ..]) return new(first, null);
        var what = target is null ? $"'{name}' is not loaded." : $"'{name}' is an alias of '{target}', which is not loaded.";
        return new(null, new ApiError(404, $"model: {what} {Loaded()}", "model", "model_not_found"));
    }

    private string Loaded() => engine.Models.Count == 0
        ? "No model is loaded."
        : "Loaded: " + string.Join(", ", engine.Models.Select(m => m.Id)) + ".";
}
