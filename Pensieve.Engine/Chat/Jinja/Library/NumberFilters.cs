using System.Buffers;
using System.Globalization;
using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static class NumberFilters
{
    private const int MaxDigits = 4300;

    private static readonly SearchValues<char> s_floatCharacters = SearchValues.Create("0123456789.eE+-");

    public static Value Abs(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("abs", 0, 0);
        Operators.RefuseUndefined(value);
        if (Numbers.Whole(value) is { } whole) return IntValue.Of(BigInteger.Abs(whole));
        return value is FloatValue number
            ? new FloatValue(Math.Abs(number.Value))
            : throw new TemplateRuntimeException($"bad operand type for abs(): '{value.TypeName}'");
    }

    public static Value Round(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("round", 0, "precision", "method");
        var places = StringMethods.Whole(bound[0], 0, "round");
        var method = bound[1] is null ? "common" : StringMethods.Text(bound[1], "round").Text;
        if (method is not ("common" or "ceil" or "floor"))
            throw new TemplateRuntimeException("method must be common, ceil or floor");
        Operators.RefuseUndefined(value);
        if (method == "common")
        {
            if (Numbers.Whole(value) is { } whole) return IntValue.Of(RoundWhole(whole, places));
            return new FloatValue(FloatText.Round(Numbers.ToDouble(value), Math.Clamp(places, -400, 400)));
        }
        var scale = Math.Pow(10, places);
        var scaled = Numbers.ToDouble(value) * scale;
        if (!double.IsFinite(scaled)) throw new TemplateRuntimeException("cannot convert float infinity or NaN to integer");
        // Python rounds to a whole number here, which has no negative zero.
        return new FloatValue(((method == "ceil" ? Math.Ceiling(scaled) : Math.Floor(scaled)) + 0.0) / scale);
    }

    public static Value ToInt(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("int", 0, "default", "base");
        var fallback = bound[0] ?? IntValue.Of(0);
        var radix = StringMethods.Whole(bound[1], 10, "int");
        Operators.RefuseUndefined(value);
        if (Numbers.Whole(value) is { } whole) return IntValue.Of(whole);
        if (value is FloatValue number)
        {
            if (double.IsNaN(number.Value)) return fallback;
            if (double.IsInfinity(number.Value)) throw new TemplateRuntimeException("cannot convert float infinity to integer");
            return IntValue.Of(new BigInteger(number.Value));
        }
        if (value is not StringValue text) return fallback;
        if (WholeText.TryParse(text.Text, radix, MaxDigits, out var parsed)) return Numbers.Of(parsed);
        if (!TryParseFloat(text.Text, out var real) || double.IsNaN(real)) return fallback;
        if (double.IsInfinity(real)) throw new TemplateRuntimeException("cannot convert float infinity to integer");
        return IntValue.Of(new BigInteger(real));
    }

    public static Value ToFloat(RenderContext context, Value value, CallArguments arguments)
    {
        var fallback = arguments.Bind("float", 0, "default")[0] ?? new FloatValue(0);
        Operators.RefuseUndefined(value);
        if (Numbers.IsNumber(value)) return new FloatValue(Numbers.ToDouble(value));
        return value is StringValue text && TryParseFloat(text.Text, out var number) ? new FloatValue(number) : fallback;
    }

    private static BigInteger RoundWhole(BigInteger value, int places)
    {
        if (places >= 0) return value;
        if (places < -5000) return 0;
        var unit = BigInteger.Pow(10, -places);
        var quotient = BigInteger.DivRem(BigInteger.Abs(value), unit, out var remainder);
        var twice = (remainder * 2).CompareTo(unit);
        if (twice > 0 || (twice == 0 && !quotient.IsEven)) quotient += 1;
        return quotient * unit * value.Sign;
    }

    private static bool TryParseFloat(string text, out double number)
    {
        text = text.AsSpan(Syntax.PythonSpace.SkipForward(text, 0)).ToString();
        text = text[..Syntax.PythonSpace.SkipBack(text, text.Length)];
        var bare = text.TrimStart('+', '-');
        if (bare.Length + 1 >= text.Length && bare.ToUpperInvariant() is "INF" or "INFINITY" or "NAN")
        {
            number = bare[0] is 'n' or 'N' ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (!WholeText.HasValidUnderscores(text))
        {
            number = 0;
            return false;
        }
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        var hasDigit = plain.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        number = 0;
        return hasDigit && plain.AsSpan().IndexOfAnyExcept(s_floatCharacters) < 0 && double.TryParse(plain, styles, CultureInfo.InvariantCulture, out number);
    }
}
