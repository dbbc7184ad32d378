using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>JSON as template values; every string in it counts as data.</summary>
internal static class JsonValues
{
    public static Value From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => StringValue.Data(element.GetString()!),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.True => BoolValue.True,
        JsonValueKind.False => BoolValue.False,
        JsonValueKind.Array => new ListValue([.. element.EnumerateArray().Select(From)]),
        JsonValueKind.Object => Object(element),
        _ => NoneValue.Instance,
    };

    private static DictValue Object(JsonElement element)
    {
        var dict = new DictValue();
        foreach (var property in element.EnumerateObject())
            dict.Items[StringValue.Data(property.Name)] = From(property.Value);
        return dict;
    }

    private static Value Number(string text) => text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        ? new FloatValue(double.Parse(text, CultureInfo.InvariantCulture))
        : IntValue.Of(BigInteger.Parse(text, CultureInfo.InvariantCulture));
}
