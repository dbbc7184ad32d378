using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Blocks that wrap plain text: documents and search results.</summary>
internal static class DocumentText
{
    /// <summary>Title, context and text, one below the other; null = the block holds something else too.</summary>
    public static string? Of(ContentBlock block)
    {
        var text = block.Type == "search_result" ? Join(block.Content) : OfSource(block.Source);
        return text is null ? null : string.Join('\n', new[] { block.Title, block.Context, text }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string? OfSource(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object) return null;
        return source.TypeName() switch
        {
            "text" => source.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String ? data.GetString() : null,
            "content" when source.TryGetProperty("content", out var content) => OfContent(content),
            _ => null,
        };
    }

    private static string? OfContent(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) return content.GetString();
        if (content.ValueKind != JsonValueKind.Array) return null;
        var texts = new List<string>();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || part.TypeName() != "text" || !part.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String) return null;
            texts.Add(text.GetString()!);
        }

        return string.Join('\n', texts);
    }

    private static string? Join(TextOrList<ContentBlock?>? content)
    {
        if (content?.Items is not { } blocks) return content?.Text;
        return Array.TrueForAll(blocks, b => b is { Type: "text", Text: not null }) ? string.Join('\n', blocks.Select(b => b!.Text)) : null;
    }
}
