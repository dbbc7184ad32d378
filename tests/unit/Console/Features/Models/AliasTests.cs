using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Models;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Features.Models;

public sealed class AliasTests
{
    private const string Body = """{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Alias_OfALoadedModel_IsServedAndListed()
    {
        await using var server = await ApiServer.StartAsync();
        var settings = server.Services.GetRequiredService<ModelSettings>();
        Assert.Null(await settings.SetAliasAsync("gpt-4o", "tiny", CancellationToken.None));

        var answer = await server.PostForJsonAsync("/v1/chat/completions", Body);
        Assert.Equal("tiny", answer.GetProperty("model").GetString());
        var list = await server.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative));
        Assert.Contains("\"id\":\"gpt-4o\"", list, StringComparison.Ordinal);
        Assert.Contains("Alias of tiny.", await server.Client.GetStringAsync(new Uri("/v1/models/gpt-4o", UriKind.Relative)), StringComparison.Ordinal);

        Assert.Null(await settings.SetAliasAsync("gpt-4o", null, CancellationToken.None));
        using var refused = await server.PostAsync("/v1/chat/completions", Body);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Alias_OfAModelThatIsNotLoaded_SaysSo()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Services.GetRequiredService<ModelSettings>().SetAliasAsync("gpt-4o", "other", CancellationToken.None);
        using var refused = await server.PostAsync("/v1/chat/completions", Body);
        Assert.Contains("is an alias of 'other', which is not loaded", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("gpt-4o", await server.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "tiny")]
    [InlineData("a b", "tiny")]
    [InlineData("tiny", "tiny")]
    [InlineData("x", "")]
    public async Task Alias_ThatCannotBe_IsRefused(string alias, string target)
    {
        await using var server = await ApiServer.StartAsync();
        Assert.NotNull(await server.Services.GetRequiredService<ModelSettings>().SetAliasAsync(alias, target, CancellationToken.None));
    }

    [Fact]
    public void Defaults_UnderSettings_GivenOnesWin()
    {
        var plain = new ModelLoadOptions { Path = "/m.gguf" };
        var saved = new SavedLoadOptions(ContextSize: 4096, Parallel: 8, KvType: "q8_0");
        Assert.Equal(plain with { ContextSize = 4096, Parallel = 8, KvType = "q8_0" }, saved.UnderSettings(plain, plain));
        Assert.Equal(plain with { ContextSize = 4096, Parallel = 2, KvType = "q8_0" }, saved.UnderSettings(plain with { Parallel = 2 }, plain));
    }

    [Fact]
    public async Task Load_OverTheApi_TakesTheDefaultsOfTheFileAndIsLogged()
    {
        await using var server = await ApiServer.StartAsync(services => services.Configure<Pensieve.Console.Api.ApiOptions>(o => o.ModelRoots.Add(Path.GetTempPath())));
        ModelLoadOptions? seen = null;
        server.Engine.OnLoad = o =>
        {
            seen = o;
            return new LoadOutcome(null, "refused by the test");
        };
        var file = Path.Combine(Directory.CreateTempSubdirectory("pensieve-test-").FullName, "m.gguf");
        await File.WriteAllTextAsync(file, "");
        await server.Services.GetRequiredService<ModelSettings>().SetDefaultsAsync(file, new SavedLoadOptions(ContextSize: 4096, Parallel: 8), CancellationToken.None);

        using var answer = await server.PostAsync("/api/models/load", $$"""{"path":"{{file}}","parallel":2}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal((4096, 2), (seen!.ContextSize, seen.Parallel));
        var log = await server.Services.GetRequiredService<Pensieve.Console.Features.Models.Keeping.ModelRepository>().LoadsAsync(10, CancellationToken.None);
        var row = log.Value!.First(r => r.Path == file);
        Assert.Equal(("api", "refused by the test", "context 4,096, 2 slots"), (row.Source, row.Failure, row.Options));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
