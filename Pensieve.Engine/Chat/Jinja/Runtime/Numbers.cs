using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Arithmetic as Python does it: whole numbers of any size, floor division, a remainder with the divisor's sign.</summary>
internal static class Numbers
{
    private const int MaxBits = 16_384;

    public static bool IsNumber(Value value) => value is IntValue or FloatValue or BoolValue;

    /// <summary>The whole number that an int or bool stands for; null for anything else.</summary>
    public static BigInteger? Whole(Value value) => value switch
    {
        IntValue number => number.Value,
        BoolValue flag => flag.Value ? BigInteger.One : BigInteger.Zero,
        _ => null,
    };

    public static double ToDouble(Value value) => value switch
    {
        FloatValue number => number.Value,
        _ => Whole(value) is { } whole ? ToDouble(whole) : throw new TemplateRuntimeException($"must be real number, not {value.TypeName}"),
    };

    /// <summary>The nearest double; .NET's own conversion of large numbers cuts off instead.</summary>
    public static double ToDouble(BigInteger whole) => whole.GetBitLength() <= 53 ? (double)whole : DivideExactly(whole, BigInteger.One);

    /// <summary>Exact order of two numbers across types: negative, 0, positive, or <see cref="Unordered"/>.</summary>
    public static int Compare(Value x, Value y)
    {
        if (Whole(x) is { } a && Whole(y) is { } b) return a.CompareTo(b);
        var left = x is FloatValue f ? f.Value : double.NaN;
        var right = y is FloatValue g ? g.Value : double.NaN;
        if (x is FloatValue && y is FloatValue) return CompareDoubles(left, right);
        return x is FloatValue ? CompareMixed(left, Whole(y)!.Value) : Negate(CompareMixed(right, Whole(x)!.Value));
    }

    /// <summary>The result of comparing with NaN: not equal, not less, not greater.</summary>
    public const int Unordered = int.MinValue;

    public static Value Add(Value x, Value y) => Whole(x) is { } a && Whole(y) is { } b
        ? Of(a + b)
        : new FloatValue(ToDouble(x) + ToDouble(y));

    public static Value Subtract(Value x, Value y) => Whole(x) is { } a && Whole(y) is { } b
        ? Of(a - b)
        : new FloatValue(ToDouble(x) - ToDouble(y));

    public static Value Multiply(Value x, Value y) => Whole(x) is { } a && Whole(y) is { } b
        ? Of(a * b)
        : new FloatValue(ToDouble(x) * ToDouble(y));

    public static Value Divide(Value x, Value y)
    {
        RefuseZero(y, "division by zero");
        return new FloatValue(Whole(x) is { } a && Whole(y) is { } b && (a.GetBitLength() > 53 || b.GetBitLength() > 53)
            ? DivideExactly(a, b)
            : ToDouble(x) / ToDouble(y));
    }

    /// <summary>The double nearest to a quotient of whole numbers that no double holds.</summary>
    private static double DivideExactly(BigInteger a, BigInteger b)
    {
        // 64 bits of quotient, the lowest of them standing for all that follow, round as the whole quotient would.
        var shift = (int)Math.Max(0, 66 - (a.GetBitLength() - b.GetBitLength()));
        var quotient = BigInteger.DivRem(BigInteger.Abs(a) << shift, BigInteger.Abs(b), out var remainder);
        if (!remainder.IsZero) quotient |= BigInteger.One;
        var excess = (int)Math.Max(0, quotient.GetBitLength() - 64);
        var top = (ulong)(quotient >> excess);
        if (!(quotient & ((BigInteger.One << excess) - 1)).IsZero) top |= 1;
        var result = Math.ScaleB((double)top, excess - shift);
        if (double.IsInfinity(result)) throw new TemplateRuntimeException("int too large to convert to float");
        return a.Sign * b.Sign < 0 ? -result : result;
    }

    public static Value FloorDivide(Value x, Value y)
    {
        RefuseZero(y, "integer division or modulo by zero");
        if (Whole(x) is { } a && Whole(y) is { } b)
        {
            var quotient = BigInteger.DivRem(a, b, out var remainder);
            return Of(!remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? quotient - 1 : quotient);
        }
        double left = ToDouble(x), right = ToDouble(y);
        var floored = Math.Round((left - FloorRemainder(left, right)) / right, MidpointRounding.ToEven);
        return new FloatValue(floored == 0 ? Math.CopySign(0, left / right) : floored);
    }

    public static Value Remainder(Value x, Value y)
    {
        RefuseZero(y, "modulo by zero");
        if (Whole(x) is { } a && Whole(y) is { } b)
        {
            var remainder = BigInteger.Remainder(a, b);
            return Of(!remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? remainder + b : remainder);
        }
        return new FloatValue(FloorRemainder(ToDouble(x), ToDouble(y)));
    }

    public static Value Power(Value x, Value y)
    {
        if (Whole(x) is { } a && Whole(y) is { } b && b.Sign >= 0)
        {
            if (b > MaxBits || (double)b * Math.Max(1, a.GetBitLength()) > 2 * MaxBits) throw TooLarge();
            return Of(BigInteger.Pow(a, (int)b));
        }
        double left = ToDouble(x), right = ToDouble(y);
        if (left == 0 && right < 0) throw new TemplateRuntimeException("0.0 cannot be raised to a negative power");
        if (left < 0 && right != Math.Floor(right)) throw new TemplateRuntimeException("complex numbers are not supported");
        var result = Math.Pow(left, right);
        if (double.IsInfinity(result) && double.IsFinite(left) && double.IsFinite(right))
            throw new TemplateRuntimeException("the result of ** is too large");
        return new FloatValue(result);
    }

    public static Value Negate(Value x) => Whole(x) is { } whole ? Of(-whole) : new FloatValue(-ToDouble(x));

    public static Value Of(BigInteger value) => value.GetBitLength() <= MaxBits ? IntValue.Of(value) : throw TooLarge();

    private static double FloorRemainder(double left, double right)
    {
        var remainder = left % right;
        if (remainder == 0) return Math.CopySign(0, right);
        return remainder < 0 != right < 0 ? remainder + right : remainder;
    }

    private static void RefuseZero(Value divisor, string message)
    {
        if (Whole(divisor) is { IsZero: true } || divisor is FloatValue { Value: 0 }) throw new TemplateRuntimeException(message);
    }

    private static int CompareDoubles(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? Unordered : a.CompareTo(b);

    private static int CompareMixed(double a, BigInteger b)
    {
        if (double.IsNaN(a)) return Unordered;
        if (double.IsInfinity(a)) return a > 0 ? 1 : -1;
        var floor = Math.Floor(a);
        var order = new BigInteger(floor).CompareTo(b);
        return order != 0 ? order : a > floor ? 1 : 0;
    }

    private static int Negate(int order) => order == Unordered ? order : -order;

    private static TemplateRuntimeException TooLarge() => new($"a number has more than {MaxBits:N0} bits");
}
