using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Api.Wire;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>Aliases and defaults of models over HTTP: what the page does, for programs.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/models").WithTags("Operations");
        api.MapGet("/aliases", AliasesAsync).WithName("GetAliases").WithSummary("Further names of models, and whether what they stand for is loaded.");
        api.MapPut("/aliases/{**alias}", SetAliasAsync).WithName("SetAlias").WithSummary("Gives a model a further name, {\"model\": \"its id\"}; it need not be loaded.").Audited("model.alias");
        api.MapDelete("/aliases/{**alias}", RemoveAliasAsync).WithName("RemoveAlias").WithSummary("Takes a name away.").Audited("model.alias");
        api.MapGet("/defaults", DefaultsAsync).WithName("GetAllDefaults").WithSummary("How files are loaded unless a load says otherwise, by the name of the file.");
        api.MapGet("/{file}/defaults", DefaultsOfAsync).WithName("GetDefaults").WithSummary("Those of one file, \"model.gguf\"; null = as the server has it.");
        api.MapPut("/{file}/defaults", SetDefaultsAsync).WithName("SetDefaults").WithSummary("Replaces those of one file, with the fields of a load; in force from its next load on.").Audited("model.defaults");
        api.MapDelete("/{file}/defaults", RemoveDefaultsAsync).WithName("RemoveDefaults").WithSummary("Forgets those of one file.").Audited("model.defaults");
    }

    private static async Task<Results<Ok<AliasView[]>, ErrorResult>> AliasesAsync(ModelSettings settings, ModelAliases aliases, IEngine engine, CancellationToken aborted) =>
        await settings.ReadAsync(aborted) is { } unread ? Unavailable(unread) : TypedResults.Ok(aliases.All.Select(a => AliasView.Of(a.Key, a.Value, engine)).ToArray());

    private static async Task<Results<Ok<AliasView>, ErrorResult>> SetAliasAsync(string alias, AliasRequest request, HttpContext context, ModelSettings settings, IEngine engine)
    {
        var name = Name(alias);
        context.SetAuditTarget(name);
        if (request.Model is not { } model) return new ErrorResult(ApiError.Invalid("model", "model: is required and must be the id of a model."));
        if (ModelSettings.AliasFault(name, model) is { } fault) return new ErrorResult(ApiError.Invalid(model.Length == 0 ? "model" : "alias", fault));
        return await settings.SetAliasAsync(name, model, CancellationToken.None) is { } failure ? Unavailable(failure) : TypedResults.Ok(AliasView.Of(name, model, engine));
    }

    private static async Task<Results<NoContent, ErrorResult>> RemoveAliasAsync(string alias, HttpContext context, ModelSettings settings, ModelAliases aliases)
    {
        var name = Name(alias);
        context.SetAuditTarget(name);
        if (await settings.ReadAsync(CancellationToken.None) is { } unread) return Unavailable(unread);
        if (aliases.Target(name) is null) return new ErrorResult(new ApiError(404, $"There is no alias '{name}'.", "alias", "alias_not_found"));
        return await settings.SetAliasAsync(name, null, CancellationToken.None) is { } failure ? Unavailable(failure) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<IReadOnlyDictionary<string, SavedLoadOptions>>, ErrorResult>> DefaultsAsync(ModelSettings settings, CancellationToken aborted) =>
        await settings.ReadAsync(aborted) is { } unread ? Unavailable(unread) : TypedResults.Ok(settings.Defaults);

    private static async Task<Results<Ok<SavedLoadOptions>, ErrorResult>> DefaultsOfAsync(string file, ModelSettings settings, ModelFiles files, IEngine engine, CancellationToken aborted)
    {
        if (await settings.ReadAsync(aborted) is { } unread) return Unavailable(unread);
        if (settings.DefaultsFor(file) is { } saved) return TypedResults.Ok(saved);
        return Unknown(file, files, engine) is { } error ? error : TypedResults.Ok(new SavedLoadOptions());
    }

    private static async Task<Results<Ok<SavedLoadOptions>, ErrorResult>> SetDefaultsAsync(
        string file, LoadOptionFields request, HttpContext context, ModelSettings settings, ModelFiles files, IEngine engine)
    {
        context.SetAuditTarget(file);
        if (Unknown(file, files, engine) is { } error) return error;
        var fields = new FieldReader();
        var read = LoadFields.Read(request, fields);
        if (fields.Error is not null) return new ErrorResult(fields.Error);

        // As the page keeps them: what is as the engine has it anyway is not kept.
        var plain = new ModelLoadOptions { Path = file };
        var kept = SavedLoadOptions.Of(read.Over(plain), plain);
        return await settings.SetDefaultsAsync(file, kept == new SavedLoadOptions() ? null : kept, CancellationToken.None) is { } failure ? Unavailable(failure) : TypedResults.Ok(kept);
    }

    private static async Task<Results<NoContent, ErrorResult>> RemoveDefaultsAsync(string file, HttpContext context, ModelSettings settings)
    {
        context.SetAuditTarget(file);
        if (await settings.ReadAsync(CancellationToken.None) is { } unread) return Unavailable(unread);
        if (settings.DefaultsFor(file) is null) return new ErrorResult(new ApiError(404, $"No defaults of '{file}' are kept.", "file", "defaults_not_found"));
        return await settings.SetDefaultsAsync(file, null, CancellationToken.None) is { } failure ? Unavailable(failure) : TypedResults.NoContent();
    }

    // A model loaded from elsewhere has defaults as well.
    private static ErrorResult? Unknown(string file, ModelFiles files, IEngine engine) =>
        files.Names().Concat(engine.Models.Select(m => Path.GetFileName(m.Info.Path))).Contains(file, StringComparer.Ordinal)
            ? null
            : new ErrorResult(new ApiError(404, $"There is no file '{file}' in the models folders. Files are named with their extension: model.gguf.", "file", "file_not_found"));

    // A name may hold slashes, and clients encode them; the rest of the path is decoded already.
    private static string Name(string alias) => alias.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static ErrorResult Unavailable(string why) => new(new ApiError(503, why, Code: "store_unavailable"));
}

/// <summary>What an alias is to stand for.</summary>
/// <param name="Model">Id of a model.</param>
public sealed record AliasRequest(string? Model);

/// <summary>A further name of a model.</summary>
/// <param name="Alias">The name.</param>
/// <param name="Model">Id that it stands for.</param>
/// <param name="IsLoaded">Whether that is loaded now.</param>
public sealed record AliasView(string Alias, string Model, bool IsLoaded)
{
    internal static AliasView Of(string alias, string model, IEngine engine) => new(alias, model, engine.TryGetModel(model, out _));
}
