using System.Globalization;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Jinja's two ways into a value: a dot asks for an attribute first, brackets ask for an item first.</summary>
internal static class Attributes
{
    /// <param name="key">The name as a value, if the caller has one ready.</param>
    public static Value Get(Value value, string name, StringValue? key = null)
    {
        Operators.RefuseUndefined(value);
        return value.GetAttribute(name) ?? value.GetItem(key ?? StringValue.Data(name)) ?? new UndefinedValue(name, value);
    }

    public static Value GetItem(Value value, Value key)
    {
        Operators.RefuseUndefined(value);
        if (value.GetItem(key) is { } item) return item;
        if (key is StringValue name) return value.GetAttribute(name.Text) ?? new UndefinedValue(name.Text, value);
        return new UndefinedValue(Numbers.Whole(key)?.ToString(CultureInfo.InvariantCulture) ?? key.TypeName, value);
    }
}
