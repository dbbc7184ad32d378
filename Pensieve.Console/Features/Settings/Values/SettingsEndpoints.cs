using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>/api/settings: the settings that change while the server runs. For administrators.</summary>
internal static class SettingsEndpoints
{
    private const int MostVersions = SettingsRepository.Kept;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/api/settings").WithTags("Settings");
        settings.MapGet("", Get).WithName("GetSettings").WithSummary("All settings: value, default, what they take and when a change takes effect. The ETag is their version.");
        settings.MapMethods("", ["PATCH"], (Dictionary<string, JsonElement> values, HttpContext context, RuntimeSettings all) => ChangeAsync(values, false, context, all))
            .WithName("ChangeSettings").WithSummary("Changes the settings named in the body, {\"name\": value}; null = the configuration's value. All or none. If-Match: the version it is based on.").Audited("settings.change");
        settings.MapPut("", (Dictionary<string, JsonElement> values, HttpContext context, RuntimeSettings all) => ChangeAsync(values, true, context, all))
            .WithName("ReplaceSettings").WithSummary("The body is all that differs from the configuration. Needs If-Match.").Audited("settings.change");
        settings.MapGet("/history", HistoryAsync).WithName("GetSettingsHistory").WithSummary("Versions, newest first: who, when, what.");
        settings.MapPost("/rollback", RollBackAsync).WithName("RollBackSettings").WithSummary("Brings a version back, {\"version\": 3}; 0 = the configuration's values. If-Match: the version it is based on.").Audited("settings.rollback");
    }

    private static Ok<SettingsView> Get(HttpContext context, RuntimeSettings settings)
    {
        var view = SettingsView.Of(settings);
        Tag(context, view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<SettingsView>, ErrorResult>> ChangeAsync(Dictionary<string, JsonElement> values, bool replace, HttpContext context, RuntimeSettings settings)
    {
        context.SetAuditTarget(string.Join(", ", values.Keys.Order()));
        if (Basis(context, replace, out var basis) is { } wrong) return new ErrorResult(wrong);
        Dictionary<string, string?> texts = new(StringComparer.Ordinal);
        List<SettingFault> faults = [];
        foreach (var (name, json) in values)
        {
            if (json.ValueKind == JsonValueKind.Null) texts[name] = null;
            else if (SettingTable.Find(name) is not { } setting) texts[name] = "";
            else if (setting.TextOf(json) is not { } text) faults.Add(new(name, $"must be {TypeOf(setting.Kind)}: {setting.Takes}."));
            else if (setting.Read(text) is { Fault: { } fault }) faults.Add(new(name, fault));
            else texts[name] = text;
        }

        // Unknown names are told together with wrong values.
        faults.AddRange(texts.Keys.Where(n => SettingTable.Find(n) is null).Select(n => new SettingFault(n, "is not a setting that can change while the server runs.")));
        return Answer(context, settings, faults.Count > 0 ? SettingsOutcome.Wrong(faults) : await settings.ChangeAsync(texts, replace, basis, Who(context), context.RequestAborted));
    }

    private static async Task<Results<Ok<SettingsView>, ErrorResult>> RollBackAsync(RollBackRequest request, HttpContext context, RuntimeSettings settings)
    {
        context.SetAuditTarget(string.Create(CultureInfo.InvariantCulture, $"version {request.Version}"));
        if (Basis(context, false, out var basis) is { } wrong) return new ErrorResult(wrong);
        if (request.Version is not >= 0) return new ErrorResult(ApiError.Invalid("version", "version: must be the number of a version, or 0."));
        return Answer(context, settings, await settings.RollBackAsync(request.Version.Value, basis, Who(context), context.RequestAborted));
    }

    private static async Task<Results<Ok<IReadOnlyList<SettingsVersionView>>, ErrorResult>> HistoryAsync(SettingsRepository repository, RuntimeSettings settings, CancellationToken aborted)
    {
        var outcome = await repository.ListAsync(MostVersions, aborted);
        return outcome.IsDone ? TypedResults.Ok(SettingsVersionView.Of(outcome.Value!, settings.Defaults)) : new ErrorResult(StoreErrors.ToApi(outcome.Failure));
    }

    private static Results<Ok<SettingsView>, ErrorResult> Answer(HttpContext context, RuntimeSettings settings, SettingsOutcome outcome)
    {
        Tag(context, settings.Current.Version);
        if (outcome.Done is not null) return TypedResults.Ok(SettingsView.Of(settings));
        if (outcome.IsStale)
            return new ErrorResult(new ApiError(412, string.Create(CultureInfo.InvariantCulture, $"The settings are at version {settings.Current.Version} by now. Read them again and repeat the change with its ETag in If-Match."), "If-Match", "version_conflict"));
        return new ErrorResult(outcome.Failure is { } failure ? StoreErrors.ToApi(failure) : new ApiError(400, outcome.Reason!, outcome.Faults[0].Name, "invalid_setting"));
    }

    private static ApiError? Basis(HttpContext context, bool isRequired, out long? basis)
    {
        basis = null;
        var text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0) return isRequired ? new ApiError(428, "Replacing all settings needs If-Match with the ETag of GET /api/settings.", "If-Match", "precondition_required") : null;
        if (text == "*") return null;
        if (!long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return ApiError.Invalid("If-Match", "If-Match: must be the ETag of GET /api/settings, or *.");
        basis = version;
        return null;
    }

    private static void Tag(HttpContext context, long version) => context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static AccessIdentity Who(HttpContext context) => AccessIdentity.Of(context.User) ?? AccessIdentity.Local(AccessLevel.Admin);

    private static string TypeOf(SettingKind kind) => kind switch
    {
        SettingKind.Number => "a number", SettingKind.Switch => "a boolean", SettingKind.Lines => "an array of strings", _ => "a string",
    };
}

/// <summary>Which version to bring back.</summary>
/// <param name="Version">Its number; 0 = the configuration's values.</param>
public sealed record RollBackRequest(long? Version);
