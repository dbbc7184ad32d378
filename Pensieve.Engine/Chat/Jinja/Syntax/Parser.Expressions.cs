using System.Globalization;
using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Nodes;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal sealed partial class Parser
{
    private Expression ParseExpression()
    {
        Enter();
        var result = ParseOr();
        while (SkipName("if"))
        {
            _conditions++;
            var condition = ParseOr();
            var otherwise = SkipName("else") ? ParseExpression() : null;
            _conditions--;
            result = new ConditionalExpression(condition, result, otherwise);
        }
        Leave();
        return result;
    }

    private Expression ParseOr()
    {
        var left = ParseAnd();
        for (var n = 0; SkipName("or"); CheckChain(++n)) left = new LogicalExpression(isAnd: false, left, ParseAnd());
        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        for (var n = 0; SkipName("and"); CheckChain(++n)) left = new LogicalExpression(isAnd: true, left, ParseNot());
        return left;
    }

    private Expression ParseNot()
    {
        if (!SkipName("not")) return ParseCompare();
        Enter();
        var result = new NotExpression(ParseNot());
        Leave();
        return result;
    }

    private Expression ParseCompare()
    {
        var first = ParseSum();
        var rest = new List<KeyValuePair<Comparison, Expression>>();
        while (TryReadComparison() is { } comparison) rest.Add(KeyValuePair.Create(comparison, ParseSum()));
        return rest.Count == 0 ? first : new CompareExpression(first, [.. rest]);
    }

    private Comparison? TryReadComparison()
    {
        if (Current.IsName("not") && Following.IsName("in"))
        {
            _position += 2;
            return Comparison.NotIn;
        }
        Comparison? comparison = Current switch
        {
            { Kind: TokenKind.Name, Text: "in" } => Comparison.In,
            { Kind: not TokenKind.Operator } => null,
            { Text: "==" } => Comparison.Equal,
            { Text: "!=" } => Comparison.NotEqual,
            { Text: "<" } => Comparison.Less,
            { Text: "<=" } => Comparison.LessOrEqual,
            { Text: ">" } => Comparison.Greater,
            { Text: ">=" } => Comparison.GreaterOrEqual,
            _ => null,
        };
        if (comparison is not null) _position++;
        return comparison;
    }

    private Expression ParseSum()
    {
        var left = ParseConcat();
        for (var n = 0; ; CheckChain(++n))
        {
            if (SkipOperator("+")) left = new BinaryExpression(BinaryOperator.Add, left, ParseConcat());
            else if (SkipOperator("-")) left = new BinaryExpression(BinaryOperator.Subtract, left, ParseConcat());
            else return left;
        }
    }

    private Expression ParseConcat()
    {
        var first = ParseProduct();
        if (!Current.IsOperator("~")) return first;
        var parts = new List<Expression> { first };
        while (SkipOperator("~")) parts.Add(ParseProduct());
        return new ConcatExpression([.. parts]);
    }

    private Expression ParseProduct()
    {
        var left = ParsePower();
        for (var n = 0; ; CheckChain(++n))
        {
            if (SkipOperator("*")) left = new BinaryExpression(BinaryOperator.Multiply, left, ParsePower());
            else if (SkipOperator("/")) left = new BinaryExpression(BinaryOperator.Divide, left, ParsePower());
            else if (SkipOperator("//")) left = new BinaryExpression(BinaryOperator.FloorDivide, left, ParsePower());
            else if (SkipOperator("%")) left = new BinaryExpression(BinaryOperator.Remainder, left, ParsePower());
            else return left;
        }
    }

    private Expression ParsePower()
    {
        var left = ParseUnary(withFilter: true);
        for (var n = 0; SkipOperator("**"); CheckChain(++n))
            left = new BinaryExpression(BinaryOperator.Power, left, ParseUnary(withFilter: true));
        return left;
    }

    private Expression ParseUnary(bool withFilter)
    {
        Enter();
        Expression result;
        if (SkipOperator("-")) result = new SignExpression(isNegative: true, ParseUnary(withFilter: false));
        else if (SkipOperator("+")) result = new SignExpression(isNegative: false, ParseUnary(withFilter: false));
        else result = ParsePrimary();
        result = ParsePostfix(result);
        if (withFilter) result = ParseFilters(result);
        Leave();
        return result;
    }

    private Expression ParsePrimary()
    {
        var token = Next();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return ParseNameOrConstant(token.Text);
            case TokenKind.String:
                var text = token.Text;
                while (Current.Kind == TokenKind.String) text += Next().Text;
                return new Literal(StringValue.Template(text));
            case TokenKind.Integer:
                return new Literal(ParseInteger(token));
            case TokenKind.Float:
                var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
                return new Literal(new FloatValue(double.Parse(digits, CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Text == "(":
                var inner = ParseTuple(withConditional: true, inParentheses: true);
                ExpectOperator(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return ParseList();
            case TokenKind.Operator when token.Text == "{":
                return ParseDict();
            default:
                _position--;
                throw Unexpected("an expression");
        }
    }

    private Expression ParseNameOrConstant(string name) => name switch
    {
        "true" or "True" => new Literal(BoolValue.True),
        "false" or "False" => new Literal(BoolValue.False),
        "none" or "None" => new Literal(NoneValue.Instance),
        _ => Load(name),
    };

    private NameExpression Load(string name)
    {
        if (_macroNames.TryPeek(out var names)) names.Add(name);
        return new NameExpression(name, Symbol(name), Globals.Find(name));
    }

    private IntValue ParseInteger(Token token)
    {
        if (!WholeText.TryParse(token.Text, radix: 0, maxDigits: 300, out var value)) throw Fail($"'{token.Text}' is not a number");
        return IntValue.Of(value);
    }

    private ListExpression ParseList()
    {
        var items = new List<Expression>();
        while (!SkipOperator("]"))
        {
            if (items.Count > 0)
            {
                ExpectOperator(",");
                if (SkipOperator("]")) break;
            }
            items.Add(ParseExpression());
        }
        return new ListExpression([.. items]);
    }

    private DictExpression ParseDict()
    {
        var entries = new List<KeyValuePair<Expression, Expression>>();
        while (!SkipOperator("}"))
        {
            if (entries.Count > 0)
            {
                ExpectOperator(",");
                if (SkipOperator("}")) break;
            }
            var key = ParseExpression();
            ExpectOperator(":");
            entries.Add(KeyValuePair.Create(key, ParseExpression()));
        }
        return new DictExpression([.. entries]);
    }

    /// <summary>One expression, or several between commas as a tuple.</summary>
    private Expression ParseTuple(bool withConditional, bool inParentheses = false)
    {
        var items = new List<Expression>();
        var isTuple = false;
        while (true)
        {
            if (Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || Current.IsOperator(")") || Current.IsName("recursive")) break;
            items.Add(withConditional ? ParseExpression() : ParseOr());
            if (!SkipOperator(",")) break;
            isTuple = true;
        }
        if (isTuple || (items.Count == 0 && inParentheses)) return new TupleExpression([.. items]);
        return items.Count == 1 ? items[0] : throw Unexpected("an expression");
    }
}
