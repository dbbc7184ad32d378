using System.Text;

namespace Pensieve.Engine.Gguf;

/// <summary>Walks once over the header, the metadata and the tensor table. Every limit here is far above what real files have.</summary>
internal sealed class GgufParser(GgufCursor cursor, string path)
{
    /// <summary>Real models have some 50 keys and up to some 10,000 tensors.</summary>
    private const int MaxKeys = 65_536;
    private const int MaxTensors = 100_000;

    /// <summary>Longest key by the GGUF specification, and longest tensor name that ggml keeps, in bytes.</summary>
    private const int MaxKeyBytes = 65_535;
    private const int MaxNameBytes = 63;

    /// <summary>Keys and tensor names together.</summary>
    private const int MaxNameBytesInAll = 16 * 1024 * 1024;

    /// <summary>Longest string held in memory, and all of them together; longer ones are only located.</summary>
    private const int MaxHeldBytes = 256 * 1024;
    private const int MaxHeldBytesInAll = 8 * 1024 * 1024;

    /// <summary>Most numbers of one array, and of all, held in memory.</summary>
    private const int MaxHeldNumbers = 4096;
    private const int MaxHeldNumbersInAll = 256 * 1024;

    /// <summary>The vocabulary: the largest in use has 262,144 tokens. llama.cpp ends the process on a token that occurs twice.</summary>
    private const string VocabularyKey = "tokenizer.ggml.tokens";
    private const int MaxTokens = 1 << 20;
    private const int MaxTokenBytes = 64 * 1024;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HashSet<ulong> _tokens = [];
    private long _heldBytes;
    private long _heldNumbers;
    private long _nameBytes;

    public GgufOutcome Parse(CancellationToken cancellationToken)
    {
        var version = Header();
        var tensorCount = Count("tensors", MaxTensors, version);
        var keyCount = Count("metadata keys", MaxKeys, version);
        var metadata = Metadata(keyCount, cancellationToken);
        var alignment = Alignment(metadata);
        var tensors = new GgufTensorTable(cursor, alignment).Read(tensorCount, Name, cancellationToken);
        return cursor.Error is { } error
            ? new GgufOutcome(null, error)
            : new GgufOutcome(new GgufFile(path, version, alignment, cursor.Length, new GgufMetadata(metadata), tensors), null);
    }

    private int Header()
    {
        if (cursor.UInt32("the magic") is var magic && magic != 0x46554747 && !cursor.Failed)
        {
            cursor.Fail(GgufErrorKind.NotGguf, 0, $"A GGUF file begins with 47 47 55 46 (\"GGUF\"); this one begins with {Hex(magic)}.");
        }

        var version = cursor.UInt32("the version");
        if (version is not (2 or 3) && !cursor.Failed)
        {
            var bigEndian = version is 0x0200_0000 or 0x0300_0000;
            cursor.Fail(GgufErrorKind.UnsupportedVersion, 4, bigEndian
                ? $"The file is big-endian; only little-endian GGUF is read."
                : (FormattableString)$"GGUF version {version}; versions 2 and 3 are read.");
        }

        return (int)version;

        static string Hex(uint value) => string.Join(' ', BitConverter.GetBytes(value).Select(b => b.ToString("X2", null)));
    }

    private int Count(string what, int max, int version)
    {
        var at = cursor.Position;
        var count = cursor.UInt64($"the number of {what}");
        if (count > (ulong)max)
        {
            cursor.Fail(GgufErrorKind.AbsurdSize, at, $"The file claims {count} {what} (GGUF v{version}); at most {max} are read.");
        }

        return cursor.Failed ? 0 : (int)count;
    }

    private Dictionary<string, GgufValue> Metadata(int count, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        for (var i = 0; i < count && !cursor.Failed; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = cursor.Position;
            var key = Name("a metadata key", MaxKeyBytes);
            var type = (GgufValueType)cursor.UInt32("a value type");
            var value = Value(key, type, cancellationToken);
            if (!cursor.Failed && !values.TryAdd(key, value))
            {
                cursor.Fail(GgufErrorKind.Duplicate, at, $"Key '{key}' occurs twice.");
            }
        }

        return values;
    }

    private GgufValue Value(string key, GgufValueType type, CancellationToken cancellationToken)
    {
        if (cursor.Failed)
        {
            return default;
        }

        switch (type)
        {
            case GgufValueType.Array:
                var start = cursor.Position;
                return new GgufValue { Type = type, Offset = start, Array = Array(key, cancellationToken) };
            case GgufValueType.String:
                var bytes = cursor.StringLength($"the value of '{key}'");
                return new GgufValue { Type = type, Offset = cursor.Position, Bytes = bytes, Text = Text(bytes) };
            case var _ when type.ScalarBytes() > 0:
                var at = cursor.Position;
                var bits = cursor.Scalar(type, $"the value of '{key}'");
                CheckBool(key, type, bits, at);
                return new GgufValue { Type = type, Offset = at, Bits = bits };
            default:
                cursor.Fail(GgufErrorKind.BadValueType, cursor.Position - 4, $"Key '{key}' has value type {(uint)type}; types are 0 to 12.");
                return default;
        }
    }

    private GgufArray? Array(string key, CancellationToken cancellationToken)
    {
        var at = cursor.Position;
        var element = (GgufValueType)cursor.UInt32("an array's element type");
        var count = cursor.UInt64("an array's length");
        var start = cursor.Position;
        if (!cursor.Failed && element != GgufValueType.String && element.ScalarBytes() == 0)
        {
            cursor.Fail(GgufErrorKind.BadValueType, at, $"Array '{key}' has element type {(uint)element}; numbers, booleans and strings are read.");
        }

        // Each string takes 8 bytes at least, so a count that passes here is one the file can really hold.
        var least = (ulong)Math.Max(1, element == GgufValueType.String ? sizeof(ulong) : element.ScalarBytes());
        if (!cursor.Failed && count > (ulong)cursor.Remaining / least)
        {
            cursor.Fail(GgufErrorKind.Truncated, at, $"Array '{key}' is said to have {count} elements, but only {cursor.Remaining} bytes are left in the file.");
        }

        if (cursor.Failed)
        {
            return null;
        }

        ulong[]? values = null;
        if (element == GgufValueType.String)
        {
            for (var i = 0UL; i < count && !cursor.Failed; i++)
            {
                if (i % 4096 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                var length = cursor.StringLength($"a string of '{key}'");
                if (key == VocabularyKey)
                {
                    CheckToken(length, i);
                }
                else
                {
                    cursor.Skip(Math.Max(0, length), "a string");
                }
            }
        }
        else if (count <= MaxHeldNumbers && _heldNumbers + (long)count <= MaxHeldNumbersInAll)
        {
            _heldNumbers += (long)count;
            values = new ulong[count];
            for (var i = 0; i < values.Length && !cursor.Failed; i++)
            {
                var position = cursor.Position;
                values[i] = cursor.Scalar(element, $"an element of '{key}'");
                CheckBool(key, element, values[i], position);
            }
        }
        else
        {
            cursor.Skip((long)(count * least), $"array '{key}'");
        }

        return new GgufArray(element, (long)count, start, cursor.Position - start, values);
    }

    private void CheckToken(long length, ulong index)
    {
        var at = cursor.Position;
        if (length > MaxTokenBytes || _tokens.Count >= MaxTokens)
        {
            cursor.Fail(GgufErrorKind.AbsurdSize, at, $"Token {index} is {length} bytes long; at most {MaxTokens} tokens of {MaxTokenBytes} bytes are read.");
        }

        // Equal texts have equal hashes; different ones meet once in 100 million vocabularies, or where someone wants it.
        if (length > 0 && !cursor.Failed && !_tokens.Add(Hash(cursor.Bytes((int)length, "a token"))) && !cursor.Failed)
        {
            cursor.Fail(GgufErrorKind.Duplicate, at, $"Token {index} occurs twice in the vocabulary.");
        }

        static ulong Hash(ReadOnlySpan<byte> bytes)
        {
            var hash = 0xCBF2_9CE4_8422_2325UL;
            foreach (var value in bytes)
            {
                hash = (hash ^ value) * 0x100_0000_01B3;
            }

            return hash;
        }
    }

    private void CheckBool(string key, GgufValueType type, ulong bits, long at)
    {
        if (type == GgufValueType.Bool && bits > 1)
        {
            cursor.Fail(GgufErrorKind.BadValue, at, $"'{key}' is a boolean of value {bits}; 0 and 1 are allowed.");
        }
    }

    private string? Text(long bytes)
    {
        if (bytes > MaxHeldBytes || _heldBytes + bytes > MaxHeldBytesInAll)
        {
            cursor.Skip(bytes, "a string");
            return null;
        }

        _heldBytes += Math.Max(0, bytes);
        return cursor.Failed ? null : Encoding.UTF8.GetString(cursor.Bytes((int)bytes, "a string"));
    }

    private string Name(string what, int maxBytes)
    {
        var at = cursor.Position;
        var bytes = cursor.StringLength(what);
        if (!cursor.Failed && (bytes == 0 || bytes > maxBytes))
        {
            cursor.Fail(GgufErrorKind.BadName, at, $"{what} is {bytes} bytes long; 1 to {maxBytes} are allowed.");
        }

        _nameBytes += Math.Max(0, bytes);
        if (_nameBytes > MaxNameBytesInAll)
        {
            cursor.Fail(GgufErrorKind.AbsurdSize, at, $"Keys and tensor names take more than {MaxNameBytesInAll} bytes.");
        }

        if (cursor.Failed)
        {
            return "";
        }

        try
        {
            return s_strict.GetString(cursor.Bytes((int)bytes, what));
        }
        catch (DecoderFallbackException)
        {
            cursor.Fail(GgufErrorKind.BadName, at, $"{what} is not UTF-8.");
            return "";
        }
    }

    private string Name() => Name("a tensor name", MaxNameBytes);

    private int Alignment(Dictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue("general.alignment", out var value))
        {
            return GgufWriter.DefaultAlignment;
        }

        // Stored as UInt32 by the specification; no tensor of any back end needs more than a page.
        var valid = value.Type == GgufValueType.UInt32 && value.Bits is >= 1 and <= 65_536 && ulong.IsPow2(value.Bits);
        if (!valid)
        {
            cursor.Fail(GgufErrorKind.BadValue, value.Offset, $"general.alignment is {value.Type} {value.Bits}; a UInt32 power of 2 up to 65,536 is expected.");
        }

        return valid ? (int)value.Bits : GgufWriter.DefaultAlignment;
    }
}
