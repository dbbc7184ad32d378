using System.Net.Http.Json;
using System.Text.Json;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>What clients see of a real vocabulary: pieces of tokens, and completions with a suffix by a model that has the tokens for it.</summary>
public sealed class VocabularyTests : IAsyncLifetime
{
    private AppProcess _app = null!;
    private HttpClient _client = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var model = TestModels.Write("tiny", options => options with { FillsIn = true });
        _app = await AppProcess.StartAsync([.. RealAppFixture.Arguments.Select(a => a == TestModels.Tiny ? model : a)]);
        _client = new HttpClient { BaseAddress = _app.Address };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("def add(a, b):\n", "\n    return sum")]
    [InlineData("text <|fim_middle|> that", " spells <|fim_suffix|> and <|im_start|> tokens")]
    public async Task Suffix_AroundTheHole_AddsThreeControlTokensAndNoOthers(string prompt, string suffix)
    {
        var plain = await CountAsync(prompt) + await CountAsync(suffix);
        var json = await PostAsync("/v1/completions", new { model = "tiny", prompt, suffix, max_tokens = 4, ignore_eos = true });
        Assert.Equal(plain + 3, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(4, json.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Tokenize_TokensWithinACharacter_AreBytes()
    {
        var json = await PostAsync("/tokenize", new { content = "a漢", with_pieces = true });
        var pieces = json.GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("piece")).ToList();
        Assert.Equal("a", pieces[0].GetString());
        Assert.Equal("漢"u8.ToArray(), pieces.Skip(1).SelectMany(p => p.EnumerateArray()).Select(b => b.GetByte()));
        var ids = json.GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("id").GetInt32()).ToArray();
        Assert.Equal("a漢", (await PostAsync("/detokenize", new { tokens = ids })).GetProperty("content").GetString());
    }

    private async Task<int> CountAsync(string content) =>
        (await PostAsync("/tokenize", new { content, parse_special = false })).GetProperty("tokens").GetArrayLength();

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}
