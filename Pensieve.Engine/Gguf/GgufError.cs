namespace Pensieve.Engine.Gguf;

/// <summary>What is wrong with a GGUF file.</summary>
public enum GgufErrorKind
{
    /// <summary>The file cannot be opened or read: missing, a folder, no permission, a failing disk.</summary>
    Unreadable,

    /// <summary>The file does not begin with "GGUF".</summary>
    NotGguf,

    /// <summary>A version other than 2 and 3, or big-endian data.</summary>
    UnsupportedVersion,

    /// <summary>The file ends before what it promises: incomplete download, cut copy.</summary>
    Truncated,

    /// <summary>A count, length or dimension that no real file has, or whose product overflows.</summary>
    AbsurdSize,

    /// <summary>A value or array type that GGUF does not define, or arrays in arrays.</summary>
    BadValueType,

    /// <summary>A value outside what its type or key allows.</summary>
    BadValue,

    /// <summary>A key or tensor name that is empty, too long or not UTF-8.</summary>
    BadName,

    /// <summary>A key or a tensor name that occurs twice.</summary>
    Duplicate,

    /// <summary>A tensor type that ggml does not know or has removed.</summary>
    UnknownTensorType,

    /// <summary>A number of dimensions or elements that the tensor's type cannot have.</summary>
    BadTensorShape,

    /// <summary>A tensor whose data is not where the one before it ends, is not aligned, overlaps another or lies outside the file.</summary>
    BadTensorOffset,

    /// <summary>A key without which the model cannot be run is missing.</summary>
    MissingKey,

    /// <summary>Hyper-parameters that contradict each other or the tensors.</summary>
    Inconsistent,
}

/// <summary>One fault in a GGUF file.</summary>
/// <param name="Kind">What kind of fault.</param>
/// <param name="Offset">Byte offset in the file at which it shows; -1 where it has no one place.</param>
/// <param name="Message">One sentence: what was expected and what was found.</param>
public sealed record GgufError(GgufErrorKind Kind, long Offset, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Offset < 0 ? $"{Kind}: {Message}" : $"{Kind} at byte {Offset}: {Message}";
}
