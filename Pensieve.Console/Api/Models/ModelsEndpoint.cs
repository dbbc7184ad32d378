using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine;

namespace Pensieve.Console.Api.Models;

/// <summary>GET /v1/models and /v1/models/{id}, aliases of loaded models after them: one shape that satisfies both vendors' SDKs.</summary>
internal sealed class ModelsEndpoint(IEngine engine, ModelAliases aliases)
{
    private const int MaxLimit = 1000;

    /// <summary>Lists loaded models; limit, after_id and before_id page through them as in Anthropic's API.</summary>
    public Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = MaxLimit;
        if (query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            return ErrorEnvelope.WriteAsync(context, ApiError.Invalid("limit", $"limit: must be an integer from 1 to {MaxLimit}."));

        var models = Listed();
        var (start, end) = (0, models.Count);
        if (query.TryGetValue("after_id", out var after) && !TryFind(models, after, out start, 1)) return NotFound(context, "after_id", after);
        if (query.TryGetValue("before_id", out var before) && !TryFind(models, before, out end, 0)) return NotFound(context, "before_id", before);

        // A page before an id is the one nearest to it.
        var isBackwards = query.ContainsKey("before_id") && !query.ContainsKey("after_id");
        var all = models.Skip(start).Take(Math.Max(0, end - start)).ToList();
        var page = isBackwards ? all.TakeLast(limit).ToList() : all.Take(limit).ToList();
        return JsonAnswer.WriteAsync(context, json => WriteList(json, page, hasMore: page.Count < all.Count));
    }

    /// <summary>One model by its id.</summary>
    public Task GetAsync(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["id"] ?? "";
        var found = Listed().Find(m => m.Id == id);
        return found.Model is not null
            ? JsonAnswer.WriteAsync(context, json => WriteModel(json, found))
            : ErrorEnvelope.WriteAsync(context, new ApiError(404, $"model: '{id}' is not loaded.", "model", "model_not_found"));
    }

    private List<ListedModel> Listed()
    {
        var models = engine.Models;
        List<ListedModel> listed = [.. models.Select(m => new ListedModel(m.Id, m))];
        foreach (var (alias, target) in aliases.All)
            if (engine.TryGetModel(target, out var model) && models.All(m => m.Id != alias)) listed.Add(new ListedModel(alias, model));
        return listed;
    }

    private static Task NotFound(HttpContext context, string field, string? id) =>
        ErrorEnvelope.WriteAsync(context, ApiError.Invalid(field, $"{field}: '{id}' is not loaded."));

    private static bool TryFind(List<ListedModel> models, string? id, out int index, int offset)
    {
        for (index = 0; index < models.Count; index++)
        {
            if (models[index].Id != id) continue;
            index += offset;
            return true;
        }

        return false;
    }

    private static void WriteList(Utf8JsonWriter json, List<ListedModel> page, bool hasMore)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in page) WriteModel(json, model);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, hasMore);
        json.WriteString("first_id"u8, page.Count > 0 ? page[0].Id : null);
        json.WriteString("last_id"u8, page.Count > 0 ? page[^1].Id : null);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ListedModel model)
    {
        var info = model.Model.Info;
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("type"u8, "model"u8);
        json.WriteString("object"u8, "model"u8);
        json.WriteString("display_name"u8, info.DisplayName);
        json.WriteString("description"u8, model.Id == model.Model.Id ? info.Description : $"Alias of {model.Model.Id}. {info.Description}");
        json.WriteNumber("created"u8, info.LoadedAt.ToUnixTimeSeconds());
        json.WriteString("created_at"u8, info.LoadedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("owned_by"u8, "pensieve"u8);
        json.WriteNumber("max_input_tokens"u8, info.ContextPerSequence);
        json.WriteNumber("max_tokens"u8, info.ContextPerSequence);
        json.WriteNull("capabilities"u8);
        json.WriteString("lifecycle"u8, "active"u8);
        json.WriteNull("deprecated_at"u8);
        json.WriteNull("retires_at"u8);
        json.WriteNull("line"u8);
        json.WriteEndObject();
    }

    private readonly record struct ListedModel(string Id, IModelSession Model);
}
