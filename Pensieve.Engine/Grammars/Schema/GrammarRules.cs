using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Rules under construction. Rules of equal content become one.</summary>
/// <param name="prefix">What their names begin with.</param>
internal sealed class GrammarRules(string prefix = "")
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>Work that what is written into these rules may still take.</summary>
    public CompileBudget Budget { get; } = new(SchemaLimits.MaxWork, "The schema");

    /// <summary>Adds a rule, or finds the one of the same content; returns its name.</summary>
    public string Add(string content)
    {
        Budget.Step(content.Length);
        if (_names.TryGetValue(content, out var known)) return known;
        var name = Reserve();
        _names[content] = name;
        Define(name, content);
        return name;
    }

    /// <summary>A name for a rule that is defined later.</summary>
    public string Reserve() => string.Create(CultureInfo.InvariantCulture, $"{prefix}r{_next++}");

    /// <summary>Defines a reserved rule.</summary>
    /// <exception cref="GrammarException">The grammar becomes longer than <see cref="GrammarLimits.Generated"/> allows.</exception>
    public void Define(string name, string content)
    {
        if (_text.Length + content.Length > GrammarLimits.Generated.MaxBytes) throw new GrammarException("The grammar of this schema becomes too large; make the schema smaller.");
        _text.Append(name).Append(" ::= ").Append(content).Append('\n');
    }

    /// <summary>The grammar that begins with a rule.</summary>
    public string ToGrammar(string root) => _text.Insert(0, GrammarProgram.RootRule + " ::= " + root + "\n").ToString();

    /// <summary>A grammar that begins with a rule of these, which may refer to the root of the other.</summary>
    public string Around(string grammar, string root) => $"{GrammarProgram.OuterRule} ::= {root}\n{_text}{grammar}";

    /// <summary>A literal in the grammar's notation.</summary>
    public static string Literal(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text) quoted.Append(Escape(c, inClass: false));
        return quoted.Append('"').ToString();
    }

    /// <summary>The literal of a text as a JSON string.</summary>
    public static string JsonLiteral(string text) => Literal("\"" + JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"");

    /// <summary>The literal of a JSON value without white space.</summary>
    public static string JsonLiteral(JsonElement value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) value.WriteTo(json);
        return Literal(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>A UTF-16 unit within a literal or a class.</summary>
    public static string Escape(char c, bool inClass) => c switch
    {
        '"' when !inClass => "\\\"",
        '\\' => "\\\\",
        '[' or ']' or '-' or '^' when inClass => "\\" + c,
        < ' ' or (char)0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
        _ => c.ToString(),
    };

    /// <summary>One of the alternatives; null = there is none.</summary>
    public static string? AnyOf(IReadOnlyCollection<string> alternatives) => alternatives.Count switch
    {
        0 => null,
        1 => alternatives.First(),
        _ => "(" + string.Join(" | ", alternatives) + ")",
    };

    /// <summary>{min,max} or {min,}.</summary>
    public static string Count(int min, int? max) => max is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"{{{min},{most}}}")
        : string.Create(CultureInfo.InvariantCulture, $"{{{min},}}");
}
