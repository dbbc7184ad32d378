using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pensieve.Console.Api.Wire;

/// <summary>What stood where a number may stand.</summary>
internal enum NumberKind : byte
{
    /// <summary>The field is absent.</summary>
    Absent,

    /// <summary>A literal null.</summary>
    Null,

    /// <summary>A whole number within 64 bits.</summary>
    Integer,

    /// <summary>Another finite number.</summary>
    Real,

    /// <summary>A number beyond a double's range.</summary>
    Overflow,

    /// <summary>Not a number.</summary>
    Other,
}

/// <summary>A numeric field as it came, so that <see cref="FieldReader"/> can judge presence, type and range in one place.</summary>
[JsonConverter(typeof(NumberFieldConverter))]
internal readonly record struct NumberField(NumberKind Kind, long Integer, double Real);

/// <summary>Reads any JSON value into a <see cref="NumberField"/>; never fails.</summary>
internal sealed class NumberFieldConverter : JsonConverter<NumberField>
{
    private const double ExactIntegerLimit = 9_007_199_254_740_992;

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override NumberField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return new NumberField(NumberKind.Null, 0, 0);
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return new NumberField(NumberKind.Other, 0, 0);
        }

        if (reader.TryGetInt64(out var integer)) return new NumberField(NumberKind.Integer, integer, integer);
        if (!reader.TryGetDouble(out var real) || !double.IsFinite(real)) return new NumberField(NumberKind.Overflow, 0, 0);
        return real == Math.Floor(real) && Math.Abs(real) <= ExactIntegerLimit
            ? new NumberField(NumberKind.Integer, (long)real, real)
            : new NumberField(NumberKind.Real, 0, real);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, NumberField value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are only read.");
}
