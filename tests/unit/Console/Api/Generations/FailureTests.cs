using System.Text.Json;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class FailureTests
{
    public static TheoryData<FailureKind, int, string, int, string> Failures => new()
    {
        { FailureKind.InvalidRequest, 400, "invalid_request_error", 400, "invalid_request_error" },
        { FailureKind.QueueFull, 529, "overloaded_error", 429, "rate_limit_error" },
        { FailureKind.ModelNotReady, 529, "overloaded_error", 503, "service_unavailable_error" },
        { FailureKind.Draining, 529, "overloaded_error", 503, "service_unavailable_error" },
        { FailureKind.ModelUnloaded, 529, "overloaded_error", 503, "service_unavailable_error" },
        { FailureKind.EngineLost, 529, "overloaded_error", 503, "service_unavailable_error" },
        { FailureKind.DeadlineExceeded, 504, "timeout_error", 504, "timeout_error" },
        { FailureKind.DecodeFailed, 500, "api_error", 500, "server_error" },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task Failure_BeforeThePromptIsAccepted_IsAnHttpError(FailureKind kind, int anthropic, string anthropicType, int openAI, string openAIType)
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var route in Route.All)
        foreach (var stream in new[] { "false", "true" })
        foreach (var refused in new[] { true, false })
        {
            var failure = new EngineFailure(kind, "Because.", RetryAfter: kind == FailureKind.QueueFull ? TimeSpan.FromSeconds(2.2) : null);
            server.Model.OnSubmit = _ => refused ? failure : null;
            server.Model.Script = g => { g.End(FinishReason.Failed, failure: failure); return Task.CompletedTask; };
            using var response = await server.PostAsync(route.Path, route.With("stream", stream));
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");

            Assert.Equal(route.IsAnthropic ? anthropic : openAI, (int)response.StatusCode);
            Assert.Equal(route.IsAnthropic ? anthropicType : openAIType, error.GetProperty("type").GetString());
            Assert.Equal("Because.", error.GetProperty("message").GetString());
            var repeats = kind is FailureKind.QueueFull or FailureKind.ModelNotReady or FailureKind.Draining or FailureKind.EngineLost;
            Assert.Equal(repeats ? kind == FailureKind.QueueFull ? "3" : "1" : null, response.Headers.RetryAfter?.ToString());
            Assert.Equal(!repeats && (int)response.StatusCode >= 500, response.Headers.Contains("x-should-retry"));
        }
    }

    [Fact]
    public async Task PromptTooLong_HasTheWordsThatClientsMatch()
    {
        await using var server = await ApiServer.StartAsync();
        var failure = new EngineFailure(FailureKind.PromptTooLong, "no", 3000, 2048);
        server.Model.Script = g => { g.End(FinishReason.Failed, failure: failure); return Task.CompletedTask; };
        using var anthropic = await server.PostAsync("/v1/messages", Route.Messages.With("stream", "true"));
        using var openAI = await server.PostAsync("/v1/chat/completions", Route.Chat.With("stream", "true"));

        Assert.Equal((400, 400), ((int)anthropic.StatusCode, (int)openAI.StatusCode));
        Assert.Equal("prompt is too long: 3000 tokens > 2048 maximum",
            JsonElement.Parse(await anthropic.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("context_length_exceeded",
            JsonElement.Parse(await openAI.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("prompt: is empty.", "prompt", "prompt: is empty.")]
    [InlineData("grammar: is odd.", "grammar", "grammar: is odd.")]
    [InlineData("Something else: odd.", null, "Something else: odd.")]
    public async Task InvalidForTheEngine_IsToldOfTheFieldOfTheRoute(string told, string? field, string message)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.End(FinishReason.Failed, failure: new EngineFailure(FailureKind.InvalidRequest, told)); return Task.CompletedTask; };
        foreach (var route in new[] { Route.Completions, Route.Chat, Route.Responses })
        {
            using var response = await server.PostAsync(route.Path, route.Body);
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
            var name = route == Route.Completions ? "prompt" : route == Route.Chat ? "messages" : "input";
            Assert.Equal((field == "prompt" ? name : field, message.Replace("prompt:", name + ":", StringComparison.Ordinal)), (error.GetProperty("param").GetString(), error.GetProperty("message").GetString()));
        }
    }

    [Fact]
    public async Task Failure_AfterTextWasSent_IsAnEventAndTheStreamEnds()
    {
        await using var server = await ApiServer.StartAsync();
        var failure = new EngineFailure(FailureKind.EngineLost, "The worker died.");
        server.Model.Script = g => { g.Start(); g.Say("Half"u8); g.End(FinishReason.Failed, failure: failure); return Task.CompletedTask; };

        var anthropic = StrictAnthropicStream.Parse(await server.PostForStreamAsync("/v1/messages", Route.Messages.With("stream", "true")));
        Assert.Equal("Half", anthropic.Text);
        Assert.Equal("overloaded_error", anthropic.Error!.Value.GetProperty("error").GetProperty("type").GetString());
        Assert.StartsWith("req_", anthropic.Error!.Value.GetProperty("request_id").GetString(), StringComparison.Ordinal);
        foreach (var route in new[] { Route.Chat, Route.Completions, Route.Responses })
        {
            var openAI = await server.PostForStreamAsync(route.Path, route.With("stream", "true"));
            Assert.Equal("Half", route.ParseText(openAI));
            Assert.Equal("engine_lost", route.ParseError(openAI)!.Value.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Failure_WhileQueued_IsStillAnHttpError()
    {
        await using var server = await ApiServer.StartAsync();
        var failure = new EngineFailure(FailureKind.DeadlineExceeded, "Waited too long.");
        server.Model.Script = g => { g.Queue(); g.End(FinishReason.Failed, failure: failure); return Task.CompletedTask; };
        foreach (var route in Route.All)
        {
            using var response = await server.PostAsync(route.Path, route.With("stream", "true"));
            Assert.Equal(504, (int)response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Cancelled_ByTheServer_IsNeverASilentEnd()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.Start(); g.Say("Half"u8); g.End(FinishReason.Cancelled); return Task.CompletedTask; };
        Assert.NotNull(StrictAnthropicStream.Parse(await server.PostForStreamAsync("/v1/messages", Route.Messages.With("stream", "true"))).Error);
        using var whole = await server.PostAsync("/v1/messages", Route.Messages.Body);
        Assert.Equal(500, (int)whole.StatusCode);
    }

    [Fact]
    public async Task OneOfSeveralChoicesRefused_CancelsTheOthers()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.OnSubmit = r => r.Id.EndsWith("-2", StringComparison.Ordinal) ? new EngineFailure(FailureKind.QueueFull, "Full.") : null;
        server.Model.Script = g => { g.Start(); return Task.CompletedTask; };
        using var response = await server.PostAsync("/v1/chat/completions", Route.Chat.With("n", "3"));
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(2, server.Model.Cancelled.Count);
    }

    [Fact]
    public async Task UnknownModel_ListsWhatIsLoaded()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var route in Route.All)
        {
            using var response = await server.PostAsync(route.Path, route.With("model", "\"gpt-4o\""));
            Assert.Equal(404, (int)response.StatusCode);
            Assert.Contains("'gpt-4o' is not loaded. Loaded: tiny.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
