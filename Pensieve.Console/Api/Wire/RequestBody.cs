using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Security;

namespace Pensieve.Console.Api.Wire;

/// <summary>A request's record, or why its body is not one.</summary>
internal readonly record struct BodyOutcome<T>(T? Value, ApiError? Error) where T : class;

/// <summary>Reads JSON bodies. Their size is bounded before by the body limit, their depth by <see cref="MaxDepth"/>.</summary>
internal static class RequestBody
{
    /// <summary>Deepest nesting of a request.</summary>
    public const int MaxDepth = 64;

    private const int FirstRent = 16 * 1024;

    private static readonly ApiError s_notUnicode = ApiError.Invalid(
        null, "The request body is not valid JSON: its text is not valid Unicode (bytes that are not UTF-8, or half a surrogate pair).");

    private static ReadOnlySpan<byte> Utf8Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads and parses the whole body.</summary>
    public static async Task<BodyOutcome<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var capacity = request.ContentLength is { } length and > 0 and <= int.MaxValue - 1 ? (int)Math.Min(length + 1, 8 << 20) : FirstRent;
        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        try
        {
            var count = 0;
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(count), cancellationToken);
                if (read == 0) break;
                count += read;
                if (count == buffer.Length) buffer = Grow(buffer, count);
            }

            if (request.HttpContext.RequestServices?.GetService<RequestBodies>() is { Enabled: true } bodies)
                bodies.Keep(RequestId.Of(request.HttpContext), request.Path, buffer.AsSpan(0, count));
            return Parse(buffer.AsSpan(0, count), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Parses a whole body.</summary>
    public static BodyOutcome<T> Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) where T : class
    {
        if (json.StartsWith(Utf8Bom)) json = json[Utf8Bom.Length..];
        if (json.Trim(" \t\r\n"u8).IsEmpty) return new(null, ApiError.Invalid(null, "The request body is empty; send a JSON object."));
        try
        {
            var value = JsonSerializer.Deserialize(json, type);
            // After the parser, which names the place of most faults.
            if (!JsonUnicode.IsValid(json)) return new(null, s_notUnicode);
            return value is null ? new(null, ApiError.Invalid(null, "The request body is null; send a JSON object.")) : new(value, null);
        }
        catch (JsonException fault)
        {
            return new(null, JsonFault.Describe(fault));
        }
        catch (InvalidOperationException)
        {
            // The parser's own answer to names of fields that are no text.
            return new(null, s_notUnicode);
        }
    }

    private static byte[] Grow(byte[] buffer, int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
