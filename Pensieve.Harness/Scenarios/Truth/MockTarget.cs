using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>The mock as a target.</summary>
internal static class MockTarget
{
    /// <summary>A client of a mock.</summary>
    public static LlmClient Client(MockServer mock, Dialect dialect = Dialect.OpenAIChat) => Client(mock.Url, dialect);

    /// <summary>A client of a mock at an address.</summary>
    public static LlmClient Client(Uri url, Dialect dialect = Dialect.OpenAIChat) => new(new Target
    {
        Url = url, Kind = "mock", Model = "mock", Dialect = dialect, Dialects = Enum.GetValues<Dialect>().ToHashSet(),
    });

    /// <summary>Compiles both sides' code before anything is measured.</summary>
    public static async Task WarmUpAsync(LlmClient client, Dialect dialect, CancellationToken cancellationToken)
    {
        var call = new GenerationCall
        {
            Dialect = dialect, Turns = [new ChatTurn("user", "warm up")], KeepText = true, Headers = new Dictionary<string, string> { [MockScript.Header] = "ttft=1; tpot=0.2; tokens=60" },
        };
        for (var i = 0; i < 40; i++) await Task.WhenAll(client.SendAsync(call, cancellationToken), client.SendAsync(call, cancellationToken));
    }
}
