using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pensieve.Tests.Fakes;

/// <summary>Says what is wrong with a value, by the letter of JSON schema; independent of the code that it checks.</summary>
internal static class SchemaValidator
{
    public static string? Fault(JsonElement value, JsonElement schema, JsonElement document, string path = "$")
    {
        if (schema.ValueKind == JsonValueKind.True) return null;
        if (schema.ValueKind == JsonValueKind.False) return path + " is forbidden";
        return schema.EnumerateObject().Select(keyword => Fault(value, keyword.Name, keyword.Value, schema, document, path)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Fault(JsonElement value, string keyword, JsonElement said, JsonElement schema, JsonElement document, string path)
    {
        bool Is(JsonElement option) => Fault(value, option, document, path) is null;
        var isGood = keyword switch
        {
            "$ref" => Is(said.GetString() == "#" ? document : document.GetProperty("$defs").GetProperty(said.GetString()!["#/$defs/".Length..])),
            "type" => said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Any(t => IsType(value, t.GetString()!)) : IsType(value, said.GetString()!),
            "enum" => said.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)),
            "const" => JsonElement.DeepEquals(said, value),
            "anyOf" => said.EnumerateArray().Any(Is),
            "oneOf" => said.EnumerateArray().Count(Is) == 1,
            "allOf" => said.EnumerateArray().All(Is),
            _ => value.ValueKind switch
            {
                JsonValueKind.String => IsText(value.GetString()!, keyword, said),
                JsonValueKind.Number => IsNumber(value.GetDouble(), keyword, said),
                _ => true,
            },
        };
        if (!isGood) return $"{path} = {value.GetRawText()}: {keyword} {said.GetRawText()}";
        return value.ValueKind switch
        {
            JsonValueKind.Object => InObject(value, keyword, said, schema, document, path),
            JsonValueKind.Array => InArray(value, keyword, said, schema, document, path),
            _ => null,
        };
    }

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && Math.Floor(value.GetDouble()) == value.GetDouble(),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsText(string text, string keyword, JsonElement said) => keyword switch
    {
        "minLength" => text.EnumerateRunes().Count() >= said.GetInt32(),
        "maxLength" => text.EnumerateRunes().Count() <= said.GetInt32(),
        "pattern" => Regex.IsMatch(text, said.GetString()!, RegexOptions.ECMAScript | RegexOptions.CultureInvariant),
        "format" => said.GetString() switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "time" => DateTimeOffset.TryParse("2020-01-01T" + text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || text.EndsWith('0') || text[^6] is '+' or '-',
            "date-time" => Regex.IsMatch(text, "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "ipv4" or "ipv6" => IPAddress.TryParse(text, out _),
            "email" => System.Net.Mail.MailAddress.TryCreate(text, out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "hostname" => Uri.CheckHostName(text) == UriHostNameType.Dns || Uri.CheckHostName(text) == UriHostNameType.IPv4,
            "duration" => text[0] == 'P',
            var other => throw new InvalidOperationException(other),
        },
        _ => true,
    };

    private static bool IsNumber(double number, string keyword, JsonElement said) => keyword switch
    {
        "minimum" => number >= said.GetDouble(),
        "exclusiveMinimum" => number > said.GetDouble(),
        "maximum" => number <= said.GetDouble(),
        "exclusiveMaximum" => number < said.GetDouble(),
        "multipleOf" => Math.IEEERemainder(number, said.GetDouble()) == 0,
        _ => true,
    };

    private static string? InObject(JsonElement value, string keyword, JsonElement said, JsonElement schema, JsonElement document, string path)
    {
        switch (keyword)
        {
            case "required": return said.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)) ? null : $"{path}: required {said.GetRawText()} in {value.GetRawText()}";
            case "minProperties": return value.GetPropertyCount() >= said.GetInt32() ? null : path + ": " + keyword;
            case "maxProperties": return value.GetPropertyCount() <= said.GetInt32() ? null : path + ": " + keyword;
            case "properties" or "additionalProperties":
                foreach (var member in value.EnumerateObject())
                {
                    var isDeclared = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out _);
                    if (isDeclared != (keyword == "properties")) continue;
                    if (Fault(member.Value, isDeclared ? said.GetProperty(member.Name) : said, document, $"{path}.{member.Name}") is { } fault) return fault;
                }

                return null;
            default: return null;
        }
    }

    private static string? InArray(JsonElement value, string keyword, JsonElement said, JsonElement schema, JsonElement document, string path)
    {
        var prefix = schema.TryGetProperty("prefixItems", out var p) ? p.GetArrayLength() : 0;
        switch (keyword)
        {
            case "minItems": return value.GetArrayLength() >= said.GetInt32() ? null : path + ": " + keyword;
            case "maxItems": return value.GetArrayLength() <= said.GetInt32() ? null : path + ": " + keyword;
            case "prefixItems": return value.EnumerateArray().Take(prefix).Select((v, i) => Fault(v, said[i], document, $"{path}[{i}]")).FirstOrDefault(f => f is not null);
            case "items": return value.EnumerateArray().Skip(prefix).Select(v => Fault(v, said, document, path + "[]")).FirstOrDefault(f => f is not null);
            default: return null;
        }
    }
}
