using System.Globalization;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>The <c>attribute</c> argument of filters: names and positions joined by dots.</summary>
internal sealed class AttributePath(Value[] parts, Value? fallback)
{
    public static AttributePath Parse(Value attribute, Value? fallback) => attribute switch
    {
        StringValue path => new AttributePath([.. path.Text.Split('.').Select(Part)], fallback),
        _ => new AttributePath([attribute], fallback),
    };

    public Value Get(Value item)
    {
        foreach (var part in parts)
        {
            item = Attributes.GetItem(item, part);
            if (fallback is not null && item is UndefinedValue) item = fallback;
        }
        return item;
    }

    private static Value Part(string part) =>
        part.Length > 0 && part.All(char.IsAsciiDigit) && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? IntValue.Of(index)
            : StringValue.Template(part);
}
