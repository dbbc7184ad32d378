using System.Numerics;

namespace Pensieve.Engine.Chat.Jinja.Values;

internal sealed class BoolValue : Value
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    public bool Value { get; }

    public override string TypeName => "bool";

    public override bool IsTruthy => Value;

    public static BoolValue Of(bool value) => value ? True : False;
}

/// <summary>A whole number of any size, as in Python.</summary>
internal sealed class IntValue : Value
{
    private const int MinShared = -8;
    private const int MaxShared = 1024;

    private static readonly IntValue[] s_shared =
        [.. Enumerable.Range(MinShared, MaxShared - MinShared + 1).Select(static n => new IntValue(n))];

    private IntValue(BigInteger value) => Value = value;

    public BigInteger Value { get; }

    public override string TypeName => "int";

    public override bool IsTruthy => !Value.IsZero;

    public static IntValue Of(BigInteger value) =>
        value >= MinShared && value <= MaxShared ? s_shared[(int)value - MinShared] : new IntValue(value);
}

/// <summary>A double, as in Python.</summary>
internal sealed class FloatValue(double value) : Value
{
    public double Value { get; } = value;

    public override string TypeName => "float";

    public override bool IsTruthy => Value != 0;
}
