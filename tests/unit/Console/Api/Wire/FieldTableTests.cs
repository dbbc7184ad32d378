using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Pensieve.Console.Api.Wire;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Wire;

/// <summary>docs/api.md is true: each of its examples has the outcome its row says, and no field of ours or of the SDKs is missing.</summary>
public sealed partial class FieldTableTests
{
    // Request fields of @anthropic-ai/sdk 1.11.0 (betas too) and openai 6.49.0.
    private static readonly (string Path, string Fields)[] s_sdkFields =
    [
        ("/v1/messages", "max_tokens messages model cache_control container diagnostics inference_geo metadata output_config service_tier speed stop_sequences stream system thinking tool_choice tools user_profile_id "
            + "workspace_id billing_policy compaction context_management fallback_credit_token fallbacks mcp_servers output_format thread betas temperature top_p top_k"),
        ("/v1/chat/completions", "messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata modalities moderation n parallel_tool_calls prediction "
            + "presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream stream_options temperature tool_choice "
            + "tools top_logprobs top_p user verbosity web_search_options"),
        ("/v1/completions", "model prompt best_of echo frequency_penalty logit_bias logprobs max_tokens n presence_penalty seed stop stream stream_options suffix temperature top_p user"),
        ("/v1/responses", "background context_management conversation include input instructions max_output_tokens metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key "
            + "prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user max_tool_calls"),
        ("/v1/embeddings", "input model dimensions encoding_format user"),
        ("/tokenize", "content"),
        ("/detokenize", "tokens"),
    ];

    private static readonly Lazy<List<Row>> s_rows = new(Read);

    public static TheoryData<string> Paths => [.. s_sdkFields.Select(f => f.Path)];

    [Theory, MemberData(nameof(Paths))]
    public async Task EveryExample_Sent_HasTheOutcomeOfItsRow(string path)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => g.SayAsync("x");
        var faults = new List<string>();
        foreach (var row in s_rows.Value.Where(r => r.Path == path))
        {
            using var response = await server.PostAsync(path, row.BodyOn(Route.Of(path)));
            var text = await response.Content.ReadAsStringAsync();
            var isRight = row.IsRefused
                ? (int)response.StatusCode == 400 && JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()!.StartsWith(row.Field, StringComparison.Ordinal)
                : (int)response.StatusCode == 200;
            if (!isRight) faults.Add($"{row.Example}: {(int)response.StatusCode} {text}");
        }

        Assert.Empty(faults);
    }

    [Theory, MemberData(nameof(Paths))]
    public void EveryField_OfTheSdksAndOfOurOwn_HasARow(string path)
    {
        JsonTypeInfo type = path switch
        {
            "/v1/messages" => WireContext.Default.MessagesRequest,
            "/v1/chat/completions" => WireContext.Default.ChatRequest,
            "/v1/completions" => WireContext.Default.CompletionRequest,
            "/v1/embeddings" => WireContext.Default.EmbeddingsRequest,
            "/tokenize" => WireContext.Default.TokenizeRequest,
            "/detokenize" => WireContext.Default.DetokenizeRequest,
            _ => WireContext.Default.ResponsesRequest,
        };
        var listed = s_rows.Value.Where(r => r.Path == path).Select(r => r.Field).ToHashSet(StringComparer.Ordinal);
        var known = s_sdkFields.Single(f => f.Path == path).Fields.Split(' ').Concat(type.Properties.Select(p => p.Name));
        Assert.Empty(known.Where(f => !listed.Contains(f)).Distinct());
    }

    private static List<Row> Read()
    {
        var rows = new List<Row>();
        var path = "";
        foreach (var line in File.ReadLines(Path.Combine(AppProcess.RepositoryRoot, "docs", "api.md")))
        {
            if (line.StartsWith("## POST ", StringComparison.Ordinal)) path = line["## POST ".Length..];
            if (Line().Match(line) is { Success: true } match) rows.Add(new Row(path, match.Groups[1].Value, match.Groups[2].Value == "refused", match.Groups[3].Value));
        }

        return rows;
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (honoured|no effect|refused) \| `([^`]+)` \|")]
    private static partial Regex Line();

    private sealed record Row(string Path, string Field, bool IsRefused, string Example)
    {
        public string BodyOn(Route route)
        {
            using var example = JsonDocument.Parse("{" + Example + "}");
            using var body = JsonDocument.Parse(route.Body);
            var kept = body.RootElement.EnumerateObject().Where(p => !example.RootElement.TryGetProperty(p.Name, out _)).Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}");
            return "{" + string.Join(',', kept.Append(Example)) + "}";
        }
    }
}
