using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Python's equality, for dictionary keys and for ==: numbers and truth values compare across types, text by content.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    private const int MaxDepth = 400;

    public static readonly KeyComparer Instance = new();

    public static bool IsHashable(Value value) => value switch
    {
        ListValue or DictValue => false,
        TupleValue tuple => Array.TrueForAll(tuple.Items, IsHashable),
        _ => true,
    };

    public bool Equals(Value? x, Value? y) => x is not null && y is not null && AreEqual(x, y, 0);

    public int GetHashCode(Value obj) => obj switch
    {
        StringValue text => text.Text.GetHashCode(StringComparison.Ordinal),
        BoolValue flag => flag.Value ? BigInteger.One.GetHashCode() : BigInteger.Zero.GetHashCode(),
        IntValue number => number.Value.GetHashCode(),
        FloatValue number => double.IsFinite(number.Value) && Math.Floor(number.Value) == number.Value
            ? new BigInteger(number.Value).GetHashCode()
            : number.Value.GetHashCode(),
        TupleValue tuple => tuple.Items.Aggregate(17, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        UndefinedValue => 1,
        _ => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj),
    };

    private static bool AreEqual(Value x, Value y, int depth)
    {
        if (depth > MaxDepth) throw new TemplateRuntimeException("a value is nested too deeply to be compared");
        if (Numbers.IsNumber(x) && Numbers.IsNumber(y)) return Numbers.Compare(x, y) == 0;
        return (x, y) switch
        {
            (StringValue a, StringValue b) => a.Text == b.Text,
            (UndefinedValue, UndefinedValue) => true,
            (ListValue a, ListValue b) => SameItems(a, b, depth),
            (TupleValue a, TupleValue b) => SameItems(a, b, depth),
            (RangeValue a, RangeValue b) => a.Count == b.Count &&
                (a.Count == 0 || (a.Start == b.Start && (a.Count == 1 || a.Step == b.Step))),
            (DictValue a, DictValue b) => SameEntries(a, b, depth),
            _ => ReferenceEquals(x, y),
        };
    }

    private static bool SameItems(SequenceValue a, SequenceValue b, int depth)
    {
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
            if (!ReferenceEquals(a.At(i), b.At(i)) && !AreEqual(a.At(i), b.At(i), depth + 1)) return false;
        return true;
    }

    private static bool SameEntries(DictValue a, DictValue b, int depth)
    {
        if (a.Items.Count != b.Items.Count) return false;
        foreach (var (key, value) in a.Items)
            if (!b.Items.TryGetValue(key, out var other) || !AreEqual(value, other, depth + 1)) return false;
        return true;
    }
}
