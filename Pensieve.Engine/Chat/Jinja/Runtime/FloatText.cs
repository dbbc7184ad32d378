using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Doubles as Python writes them.</summary>
internal static class FloatText
{
    /// <summary><c>repr(x)</c>: the shortest digits that read back as the same number.</summary>
    public static string Repr(double value, string infinity = "inf", string notANumber = "nan")
    {
        if (double.IsNaN(value)) return notANumber;
        if (double.IsInfinity(value)) return value > 0 ? infinity : "-" + infinity;
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        var (digits, exponent) = Shortest(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Exact decimal with a number of places, ties to even: Python's <c>%.nf</c>.</summary>
    public static string Fixed(double value, int places)
    {
        if (!double.IsFinite(value)) return Repr(value);
        var scaled = RoundedScaled(Math.Abs(value), places);
        var digits = scaled.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(double.IsNegative(value) ? "-" : "");
        digits = digits.PadLeft(places + 1, '0');
        text.Append(digits, 0, digits.Length - places);
        if (places > 0) text.Append('.').Append(digits, digits.Length - places, places);
        return text.ToString();
    }

    /// <summary>Python's <c>round(x, n)</c>.</summary>
    public static double Round(double value, int places)
    {
        if (!double.IsFinite(value) || places > 323) return value;
        if (places < -308) return Math.CopySign(0, value);
        if (places >= 0) return double.Parse(Fixed(value, places), CultureInfo.InvariantCulture);
        var unit = BigInteger.Pow(10, -places);
        var whole = new BigInteger(Math.Floor(Math.Abs(value)));
        var hasFraction = Math.Abs(value) != Math.Floor(Math.Abs(value));
        var quotient = BigInteger.DivRem(whole, unit, out var remainder);
        var twice = (remainder * 2).CompareTo(unit);
        if (twice > 0 || (twice == 0 && (hasFraction || !quotient.IsEven))) quotient += 1;
        return Math.CopySign(Numbers.ToDouble(quotient * unit), value);
    }

    /// <summary>Shortest digits without leading or trailing zeros, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).Trim('0');
        var exponent = mark >= 0
            ? int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture)
            : int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        return (digits, exponent);
    }

    private static BigInteger RoundedScaled(double value, int places)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;
        var numerator = mantissa * BigInteger.Pow(10, places);
        if (exponent >= 0) return numerator << exponent;
        var divisor = BigInteger.One << -exponent;
        var quotient = BigInteger.DivRem(numerator, divisor, out var remainder);
        var twice = (remainder << 1).CompareTo(divisor);
        return twice > 0 || (twice == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
