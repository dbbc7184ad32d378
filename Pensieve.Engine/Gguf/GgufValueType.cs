namespace Pensieve.Engine.Gguf;

/// <summary>Type of a metadata value, with the number GGUF v2 and v3 store for it (32 bits).</summary>
public enum GgufValueType
{
    /// <summary>Unsigned 8 bits.</summary>
    UInt8 = 0,

    /// <summary>Signed 8 bits.</summary>
    Int8 = 1,

    /// <summary>Unsigned 16 bits.</summary>
    UInt16 = 2,

    /// <summary>Signed 16 bits.</summary>
    Int16 = 3,

    /// <summary>Unsigned 32 bits.</summary>
    UInt32 = 4,

    /// <summary>Signed 32 bits.</summary>
    Int32 = 5,

    /// <summary>IEEE single.</summary>
    Float32 = 6,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 7,

    /// <summary>Length (unsigned 64 bits) and that many bytes of UTF-8, not terminated.</summary>
    String = 8,

    /// <summary>Element type (32 bits), count (unsigned 64 bits) and the elements.</summary>
    Array = 9,

    /// <summary>Unsigned 64 bits.</summary>
    UInt64 = 10,

    /// <summary>Signed 64 bits.</summary>
    Int64 = 11,

    /// <summary>IEEE double.</summary>
    Float64 = 12,
}

/// <summary>Sizes of metadata values.</summary>
public static class GgufValueTypes
{
    /// <summary>Bytes of one scalar of the type; 0 for strings and arrays, whose size the file states, and for unknown types.</summary>
    public static int ScalarBytes(this GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };
}
