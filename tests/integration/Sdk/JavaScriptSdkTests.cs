using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Round trips of both vendors' JavaScript SDKs in one Node process; each check of the script must have passed.</summary>
public abstract class JavaScriptSdkTests(AppFixture app)
{
    private static readonly string[] s_checks =
    [
        "anthropic create and stream agree", "anthropic raw events", "anthropic count tokens", "anthropic models", "anthropic unknown model",
        "openai create and stream agree", "openai usage chunk", "openai several choices", "openai legacy completions", "openai embeddings", "openai models", "openai unknown model",
        "openai responses create and stream agree", "openai responses stored",
    ];

    [Fact]
    public Task Sdks_EveryCheckOfTheScript_Passes() => JavaScriptSdk.PassesAsync(app, "round-trips.mjs", s_checks);
}

/// <summary>Over the scripted engine.</summary>
public sealed class JavaScriptSdkFakeTests(FakeAppFixture app) : JavaScriptSdkTests(app), IClassFixture<FakeAppFixture>
{
    private static readonly string[] s_toolChecks =
        ["anthropic tool loop", "anthropic stream of calls", "openai tool loop", "openai stream of calls", "openai tool runner",
         "openai responses tool loop", "openai responses stream of calls"];

    private static readonly string[] s_thinkingChecks =
        ["anthropic thinking", "anthropic thinking goes back", "openai reasoning content", "openai responses reasoning"];

    [Fact]
    public Task Sdks_EveryThought_Passes() => JavaScriptSdk.PassesAsync(app, "thinking.mjs", s_thinkingChecks);

    [Fact]
    public Task Sdks_EveryToolLoop_Passes() => JavaScriptSdk.PassesAsync(app, "tool-loops.mjs", s_toolChecks);
}
