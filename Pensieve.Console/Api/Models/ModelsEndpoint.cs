using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine;

namespace Pensieve.Console.Api.Models;

/// <summary>GET /v1/models and /v1/models/{id}, aliases of loaded models after them: one shape that satisfies both vendors' SDKs.</summary>
internal sealed class ModelsEndpoint(IEngine engine, ModelAliases aliases)
{
    private static readonly IdPaging s_paging = new("after_id", "before_id", Limit: 1000, MaxLimit: 1000);

    /// <summary>Lists loaded models; limit, after_id and before_id page through them as in Anthropic's API.</summary>
    public Task ListAsync(HttpContext context)
    {
        var (page, error) = IdPage<ListedModel>.Of(context.Request.Query, Listed(), m => m.Id, s_paging);
        return page is null ? ErrorEnvelope.WriteAsync(context, error!) : JsonAnswer.WriteAsync(context, json => page.Write(json, m => m.Id, WriteModel));
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
