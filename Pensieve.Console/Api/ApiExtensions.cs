using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pensieve.Console.Api.Anthropic;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Health;
using Pensieve.Console.Api.Metrics;
using Pensieve.Console.Api.Models;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Api.Responses;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Logs;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Runs.Api;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Live;
using Pensieve.Console.Security;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Console.Api;

/// <summary>Registers and maps the HTTP API. The engine itself (IEngine) is registered elsewhere.</summary>
public static class ApiExtensions
{
    private static readonly string[] s_head = [HttpMethods.Head];
    private static readonly string[] s_headAndGet = [HttpMethods.Head, HttpMethods.Get];

    /// <summary>Services of the API.</summary>
    public static IServiceCollection AddPensieveApi(this IServiceCollection services)
    {
        services.AddEdge();
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section)
            .Validate(o => o.KeepAlive > TimeSpan.Zero && o.WriteDeadline > TimeSpan.Zero, "Api:KeepAlive and Api:WriteDeadline must be positive.")
            .Validate(o => o.RequestTimeout is null || o.RequestTimeout > TimeSpan.Zero, "Api:RequestTimeout must be positive.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EngineMeters>();
        services.AddSingleton<IChatTemplates>(new ChatTemplates(EngineChatTemplate.Parse));
        services.AddSingleton<ChatPrompts>().AddSingleton<ModelAliases>().AddSingleton<ModelResolver>().AddSingleton<Callers>().AddSingleton<OpenAnswers>().AddSingleton<GenerationRunner>();
        services.AddSingleton<ChatPlans>().AddSingleton<CompletionPlans>();
        services.AddSingleton<MessagesEndpoint>().AddSingleton<ChatEndpoint>().AddSingleton<CompletionsEndpoint>().AddSingleton<EmbeddingsEndpoint>().AddSingleton<TokensEndpoint>();
        services.AddSingleton<ResponseStore>().AddSingleton<ResponsesEndpoint>().AddSingleton<StoredResponsesEndpoint>();
        services.AddSingleton<ModelsEndpoint>().AddSingleton<HealthEndpoints>().AddSingleton<HttpMeters>().AddSingleton<MetricsExporter>().AddSingleton<ModelPaths>();
        services.TryAddSingleton<TurnedAwayRing>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        return services.AddOpenApi();
    }

    /// <summary>Checks that come before every route: Host, Origin, content type, size, key.</summary>
    public static IApplicationBuilder UsePensieveEdge(this IApplicationBuilder app) => app.UseEdge();

    /// <summary>Routes of both dialects, operations, health and metrics.</summary>
    public static IEndpointRouteBuilder MapPensieveApi(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        routes.MapPost("/v1/messages", (RequestDelegate)services.GetRequiredService<MessagesEndpoint>().CreateAsync);
        routes.MapPost("/v1/messages/count_tokens", (RequestDelegate)services.GetRequiredService<MessagesEndpoint>().CountAsync);
        routes.MapPost("/v1/chat/completions", (RequestDelegate)services.GetRequiredService<ChatEndpoint>().CreateAsync);
        routes.MapPost("/v1/completions", (RequestDelegate)services.GetRequiredService<CompletionsEndpoint>().CreateAsync);
        routes.MapPost("/v1/responses", (RequestDelegate)services.GetRequiredService<ResponsesEndpoint>().CreateAsync);
        routes.MapPost("/v1/responses/input_tokens", (RequestDelegate)services.GetRequiredService<ResponsesEndpoint>().CountAsync);
        routes.MapGet("/v1/responses/{id}", (RequestDelegate)services.GetRequiredService<StoredResponsesEndpoint>().GetAsync);
        routes.MapDelete("/v1/responses/{id}", (RequestDelegate)services.GetRequiredService<StoredResponsesEndpoint>().DeleteAsync);
        routes.MapGet("/v1/responses/{id}/input_items", (RequestDelegate)services.GetRequiredService<StoredResponsesEndpoint>().ListInputAsync);
        routes.MapPost("/v1/responses/{id}/cancel", (RequestDelegate)services.GetRequiredService<StoredResponsesEndpoint>().CancelAsync);
        var tokens = services.GetRequiredService<TokensEndpoint>();
        routes.MapPost("/tokenize", (RequestDelegate)tokens.TokenizeAsync);
        routes.MapPost("/detokenize", (RequestDelegate)tokens.DetokenizeAsync);
        routes.MapPost("/apply-template", (RequestDelegate)tokens.ApplyTemplateAsync);
        routes.MapPost("/v1/embeddings", (RequestDelegate)services.GetRequiredService<EmbeddingsEndpoint>().CreateAsync);
        routes.MapGet("/v1/models", (RequestDelegate)services.GetRequiredService<ModelsEndpoint>().ListAsync);
        routes.MapGet("/v1/models/{**id}", (RequestDelegate)services.GetRequiredService<ModelsEndpoint>().GetAsync);

        routes.MapGet("/health/live", (RequestDelegate)HealthEndpoints.LiveAsync);
        routes.MapGet("/health/ready", (RequestDelegate)services.GetRequiredService<HealthEndpoints>().ReadyAsync);
        routes.MapGet("/health", (RequestDelegate)services.GetRequiredService<HealthEndpoints>().AllAsync);
        // Created now, so that it counts from the first request on and not from the first scrape.
        var exporter = services.GetRequiredService<MetricsExporter>();
        routes.MapGet("/metrics", (RequestDelegate)(context => WriteMetricsAsync(context, exporter)));

        // Clients probe these before their first request.
        routes.MapMethods("/", s_head, (RequestDelegate)(_ => Task.CompletedTask)).WithOrder(-1);
        routes.MapMethods("/api/hello", s_headAndGet, (RequestDelegate)(context => context.Response.WriteAsync("Pensieve")));
        OpsEndpoints.Map(routes);
        ModelEndpoints.Map(routes);
        routes.MapPensieveRuns();
        routes.MapAccess();
        routes.MapLogs();
        SettingsEndpoints.Map(routes);
        AlertEndpoints.Map(routes);
        var unknown = new UnknownRoute(routes.DataSources);
        foreach (var prefix in new[] { "/v1", "/api", "/tokenize", "/detokenize", "/apply-template" }) unknown.Map(routes, prefix);
        routes.MapOpenApi("/openapi/{documentName}.json");
        return routes;
    }

    private static Task WriteMetricsAsync(HttpContext context, MetricsExporter exporter)
    {
        var writer = new PrometheusWriter();
        exporter.Write(writer);
        context.Response.ContentType = PrometheusWriter.ContentType;
        return context.Response.WriteAsync(writer.ToString(), context.RequestAborted);
    }
}
