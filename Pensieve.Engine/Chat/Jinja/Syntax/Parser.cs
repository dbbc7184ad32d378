using System.Runtime.CompilerServices;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Nodes;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

/// <summary>A parsed template: its statements, and the numbers given to the names it uses.</summary>
internal sealed record ParsedTemplate(Block Body, IReadOnlyDictionary<string, int> Symbols);

/// <summary>Reads Jinja's grammar into nodes. Nesting is bounded, so that no template can exhaust the stack.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 120;
    private const int MaxChain = 1_000;

    private readonly List<Token> _tokens;
    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal);
    private readonly Stack<HashSet<string>> _macroNames = new();
    private int _position;
    private int _depth;
    private int _loops;
    private int _conditions;

    private Parser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_position];

    private Token Following => _tokens[Math.Min(_position + 1, _tokens.Count - 1)];

    /// <exception cref="TemplateSyntaxException">The source is not a template, or uses what is not supported.</exception>
    public static ParsedTemplate Parse(string source)
    {
        var parser = new Parser(Lexer.Tokenize(source));
        var body = parser.ParseBlock();
        if (parser.Current.Kind != TokenKind.End) throw parser.Unexpected("template text");
        return new ParsedTemplate(body, parser._symbols);
    }

    private int Symbol(string name)
    {
        if (!_symbols.TryGetValue(name, out var symbol)) _symbols[name] = symbol = _symbols.Count;
        return symbol;
    }

    private void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > MaxDepth) throw Fail($"nested more than {MaxDepth} levels deep");
    }

    private void Leave() => _depth--;

    private Token Next() => _tokens[_position++];

    private bool SkipOperator(string symbol)
    {
        if (!Current.IsOperator(symbol)) return false;
        _position++;
        return true;
    }

    private bool SkipName(string name)
    {
        if (!Current.IsName(name)) return false;
        _position++;
        return true;
    }

    private void ExpectOperator(string symbol)
    {
        if (!SkipOperator(symbol)) throw Unexpected($"'{symbol}'");
    }

    private void ExpectName(string name)
    {
        if (!SkipName(name)) throw Unexpected($"'{name}'");
    }

    private string ExpectAnyName() => Current.Kind == TokenKind.Name ? Next().Text : throw Unexpected("a name");

    private void ExpectBlockEnd()
    {
        if (Current.Kind != TokenKind.BlockEnd) throw Unexpected("end of statement block");
        _position++;
    }

    private void CheckChain(int length)
    {
        if (length > MaxChain) throw Fail($"an expression has more than {MaxChain} parts");
    }

    private TemplateSyntaxException Unexpected(string expected) => Fail($"expected {expected}, found {Current}");

    private TemplateSyntaxException Fail(string message) => new(message, Current.Line);

    /// <summary>An unknown filter or test inside a condition may never run, and then does no harm: it fails when it runs.</summary>
    private void RequireKnown(bool isUnknown, string kind, string name)
    {
        if (isUnknown) throw Fail($"no {kind} named '{name}'");
    }

    private Filter? FindFilter(string name)
    {
        var filter = Filters.Find(name);
        RequireKnown(filter is null && _conditions == 0, "filter", name);
        return filter;
    }

    private ValueTest? FindTest(string name)
    {
        var test = Tests.Find(name);
        RequireKnown(test is null && _conditions == 0, "test", name);
        return test;
    }
}
