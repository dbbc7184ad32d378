using System.Diagnostics.CodeAnalysis;

namespace Pensieve.Engine.Gguf;

/// <summary>
/// Metadata by key. The typed getters return false where the key is missing or its value is of another type or does not fit;
/// integers of every stored width are taken for each other where the value allows it.
/// </summary>
public sealed class GgufMetadata
{
    private readonly Dictionary<string, GgufValue> _values;

    internal GgufMetadata(Dictionary<string, GgufValue> values) => _values = values;

    /// <summary>Keys in file order.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>Finds a value.</summary>
    public bool TryGet(string key, out GgufValue value) => _values.TryGetValue(key, out value);

    /// <summary>Finds a string that is held in memory (at most 256 KiB).</summary>
    public bool TryGetString(string key, [NotNullWhen(true)] out string? text)
    {
        text = TryGet(key, out var value) ? value.Text : null;
        return text is not null;
    }

    /// <summary>Finds an integer.</summary>
    public bool TryGetInteger(string key, out long number)
    {
        number = 0;
        return TryGet(key, out var value) && TryToInteger(value.Type, value.Bits, out number);
    }

    /// <summary>Finds a number of either precision; integers count as numbers.</summary>
    public bool TryGetNumber(string key, out double number)
    {
        number = 0;
        if (!TryGet(key, out var value))
        {
            return false;
        }

        switch (value.Type)
        {
            case GgufValueType.Float32:
                number = BitConverter.UInt32BitsToSingle((uint)value.Bits);
                return true;
            case GgufValueType.Float64:
                number = BitConverter.UInt64BitsToDouble(value.Bits);
                return true;
            default:
                var isInteger = TryToInteger(value.Type, value.Bits, out var integer);
                number = integer;
                return isInteger;
        }
    }

    /// <summary>Finds a truth value.</summary>
    public bool TryGetBool(string key, out bool truth)
    {
        var found = TryGet(key, out var value) && value.Type == GgufValueType.Bool;
        truth = found && value.Bits != 0;
        return found;
    }

    /// <summary>Finds an array of any element type.</summary>
    public bool TryGetArray(string key, [NotNullWhen(true)] out GgufArray? array)
    {
        array = TryGet(key, out var value) ? value.Array : null;
        return array is not null;
    }

    /// <summary>Finds an integer, or an array of at most 4,096 integers: hyper-parameters may be given per layer.</summary>
    public bool TryGetIntegers(string key, [NotNullWhen(true)] out long[]? numbers)
    {
        numbers = null;
        if (TryGetInteger(key, out var single))
        {
            numbers = [single];
        }
        else if (TryGetArray(key, out var array) && array.Values is { } values)
        {
            var converted = new long[values.Length];
            var all = true;
            for (var i = 0; i < values.Length && all; i++)
            {
                all = TryToInteger(array.ElementType, values[i], out converted[i]);
            }

            numbers = all ? converted : null;
        }

        return numbers is not null;
    }

    private static bool TryToInteger(GgufValueType type, ulong bits, out long number)
    {
        number = unchecked((long)bits);
        return type switch
        {
            GgufValueType.UInt8 or GgufValueType.UInt16 or GgufValueType.UInt32 => true,
            GgufValueType.Int8 or GgufValueType.Int16 or GgufValueType.Int32 or GgufValueType.Int64 => true,
            GgufValueType.UInt64 => number >= 0,
            _ => false,
        };
    }
}
