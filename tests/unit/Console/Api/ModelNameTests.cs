using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api;
using Pensieve.Engine;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api;

public sealed class ModelNameTests
{
    [Fact]
    public async Task UnknownName_WithTheSwitchOn_GetsTheDefaultModel()
    {
        await using var server = await ApiServer.StartAsync(s => s.Configure<ApiOptions>(o => o.MapUnknownModels = true));
        foreach (var route in Route.All) await server.PostForJsonAsync(route.Path, route.With("model", "\"claude-opus-5\""));
        Assert.Equal(Route.All.Length, server.Model.Submitted.Count);
    }

    [Fact]
    public async Task NameOfAModelThatLoads_IsARetryNotA404()
    {
        await using var server = await ApiServer.StartAsync();
        server.Engine.Current = new EngineSnapshot(1, EngineState.Loading, null, [new ModelSnapshot { Id = "big", State = EngineState.Loading }]);
        using var anthropic = await server.PostAsync(Route.Messages.Path, Route.Messages.With("model", "\"big\""));
        using var openAI = await server.PostAsync(Route.Chat.Path, Route.Chat.With("model", "\"big\""));
        using var other = await server.PostAsync(Route.Chat.Path, Route.Chat.With("model", "\"other\""));
        Assert.Equal((529, 503, 404), ((int)anthropic.StatusCode, (int)openAI.StatusCode, (int)other.StatusCode));
        Assert.Equal("2", anthropic.Headers.RetryAfter?.ToString());
    }
}
