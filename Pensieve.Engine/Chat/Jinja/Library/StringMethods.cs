using System.Collections.Frozen;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>The methods of Python's <c>str</c>.</summary>
internal static partial class StringMethods
{
    private static readonly FrozenDictionary<string, Method> s_methods = new Dictionary<string, Method>
    {
        ["upper"] = (c, s, a) => CaseMapping.Upper(c, Bare(s, a, "upper")),
        ["lower"] = (c, s, a) => CaseMapping.Lower(c, Bare(s, a, "lower")),
        ["title"] = (c, s, a) => CaseMapping.Title(c, Bare(s, a, "title")),
        ["capitalize"] = (c, s, a) => CaseMapping.Capitalize(c, Bare(s, a, "capitalize")),
        ["swapcase"] = (c, s, a) => CaseMapping.SwapCase(c, Bare(s, a, "swapcase")),
        ["casefold"] = (c, s, a) => CaseMapping.Lower(c, Bare(s, a, "casefold")),
        ["strip"] = (c, s, a) => Strip(s, a, "strip", left: true, right: true),
        ["lstrip"] = (c, s, a) => Strip(s, a, "lstrip", left: true, right: false),
        ["rstrip"] = (c, s, a) => Strip(s, a, "rstrip", left: false, right: true),
        ["split"] = Split,
        ["rsplit"] = SplitFromRight,
        ["splitlines"] = SplitLines,
        ["partition"] = (c, s, a) => Partition(c, s, a, "partition", fromRight: false),
        ["rpartition"] = (c, s, a) => Partition(c, s, a, "rpartition", fromRight: true),
        ["startswith"] = (c, s, a) => HasAffix(c, s, a, "startswith", atStart: true),
        ["endswith"] = (c, s, a) => HasAffix(c, s, a, "endswith", atStart: false),
        ["find"] = (c, s, a) => IntValue.Of(Find(c, s, a, "find", last: false)),
        ["rfind"] = (c, s, a) => IntValue.Of(Find(c, s, a, "rfind", last: true)),
        ["index"] = (c, s, a) => Found(Find(c, s, a, "index", last: false)),
        ["rindex"] = (c, s, a) => Found(Find(c, s, a, "rindex", last: true)),
        ["count"] = Count,
        ["replace"] = Replace,
        ["join"] = Join,
        ["format"] = (c, s, a) => BraceFormat.Apply(c, (StringValue)s, a),
        ["removeprefix"] = RemovePrefix,
        ["removesuffix"] = RemoveSuffix,
        ["center"] = (c, s, a) => Pad(c, s, a, "center"),
        ["ljust"] = (c, s, a) => Pad(c, s, a, "ljust"),
        ["rjust"] = (c, s, a) => Pad(c, s, a, "rjust"),
        ["zfill"] = ZeroFill,
        ["expandtabs"] = ExpandTabs,
        ["isdigit"] = (_, s, a) => CharacterTests.IsDigit(Bare(s, a, "isdigit").Text),
        ["isdecimal"] = (_, s, a) => CharacterTests.IsDecimal(Bare(s, a, "isdecimal").Text),
        ["isnumeric"] = (_, s, a) => CharacterTests.IsNumeric(Bare(s, a, "isnumeric").Text),
        ["isalpha"] = (_, s, a) => CharacterTests.IsAlpha(Bare(s, a, "isalpha").Text),
        ["isalnum"] = (_, s, a) => CharacterTests.IsAlphanumeric(Bare(s, a, "isalnum").Text),
        ["isspace"] = (_, s, a) => CharacterTests.IsSpace(Bare(s, a, "isspace").Text),
        ["isupper"] = (_, s, a) => CharacterTests.IsUpper(Bare(s, a, "isupper").Text),
        ["islower"] = (_, s, a) => CharacterTests.IsLower(Bare(s, a, "islower").Text),
        ["istitle"] = (_, s, a) => CharacterTests.IsTitle(Bare(s, a, "istitle").Text),
        ["isascii"] = (_, s, a) => BoolValue.Of(System.Text.Ascii.IsValid(Bare(s, a, "isascii").Text)),
        ["isidentifier"] = Unsupported("isidentifier"),
        ["isprintable"] = Unsupported("isprintable"),
        ["encode"] = Unsupported("encode"),
        ["translate"] = Unsupported("translate"),
        ["maketrans"] = Unsupported("maketrans"),
        ["format_map"] = Unsupported("format_map"),
    }.ToFrozenDictionary();

    public static Method? Find(string name) => s_methods.GetValueOrDefault(name);

    private static Method Unsupported(string name) =>
        (_, _, _) => throw new TemplateRuntimeException($"the string method {name}() is not supported");

    private static StringValue Bare(Value self, CallArguments arguments, string name)
    {
        arguments.BindPositional(name, 0, 0);
        return (StringValue)self;
    }

    internal static StringValue Text(Value? value, string function) => value switch
    {
        StringValue text => text,
        UndefinedValue undefined => throw new TemplateRuntimeException(undefined.Message),
        _ => throw new TemplateRuntimeException($"{function}() needs a string, not {value?.TypeName ?? "nothing"}"),
    };

    internal static int Whole(Value? value, int absent, string function)
    {
        if (value is null) return absent;
        if (Numbers.Whole(value) is not { } number) throw new TemplateRuntimeException($"{function}() needs a whole number, not {value.TypeName}");
        return (int)System.Numerics.BigInteger.Clamp(number, int.MinValue, int.MaxValue);
    }

    /// <summary>Optional start and end arguments, in code points, as UTF-16 bounds. Start lies behind end for an empty window.</summary>
    private static (int Start, int End) Window(StringValue text, Value? start, Value? end, string function)
    {
        var length = text.Length;
        var from = start is null or NoneValue ? 0 : Whole(start, 0, function);
        var to = end is null or NoneValue ? length : Whole(end, length, function);
        if (from < 0) from = (int)Math.Max(0, (long)from + length);
        if (to < 0) to = (int)Math.Max(0, (long)to + length);
        to = Math.Min(to, length);
        return from > length ? (text.Text.Length + 1, text.Text.Length) : (CodePoints.ToUtf16(text, from), CodePoints.ToUtf16(text, to));
    }

    internal static StringValue Strip(StringValue text, string? characters, bool left, bool right)
    {
        var start = 0;
        var end = text.Text.Length;
        if (characters is null)
        {
            if (left) start = Syntax.PythonSpace.SkipForward(text.Text, 0);
            if (right) end = Syntax.PythonSpace.SkipBack(text.Text, end, start);
        }
        else
        {
            if (left) while (start < end && Holds(characters, text.Text, start, out var width)) start += width;
            if (right)
            {
                while (end > start)
                {
                    var last = end - 1;
                    if (last > start && char.IsLowSurrogate(text.Text[last]) && char.IsHighSurrogate(text.Text[last - 1])) last--;
                    if (!Holds(characters, text.Text, last, out _)) break;
                    end = last;
                }
            }
        }
        return text.Slice(start, Math.Max(0, end - start));
    }

    private static bool Holds(string characters, string text, int at, out int width)
    {
        width = CodePoints.Width(text, at);
        return characters.AsSpan().Contains(text.AsSpan(at, width), StringComparison.Ordinal);
    }

    private static StringValue Strip(Value self, CallArguments arguments, string name, bool left, bool right)
    {
        var characters = arguments.BindPositional(name, 0, 1)[0];
        return Strip((StringValue)self, characters is null or NoneValue ? null : Text(characters, name).Text, left, right);
    }

    private static IntValue Found(int index) =>
        index >= 0 ? IntValue.Of(index) : throw new TemplateRuntimeException("substring not found");
}
