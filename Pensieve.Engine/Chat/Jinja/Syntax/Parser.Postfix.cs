using Pensieve.Engine.Chat.Jinja.Nodes;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal sealed partial class Parser
{
    private Expression ParsePostfix(Expression operand)
    {
        for (var n = 0; ; CheckChain(++n))
        {
            if (SkipOperator(".")) operand = ParseDot(operand);
            else if (SkipOperator("[")) operand = ParseSubscript(operand);
            else if (SkipOperator("(")) operand = new CallExpression(operand, ParseArguments());
            else return operand;
        }
    }

    private Expression ParseFilters(Expression operand)
    {
        for (var n = 0; ; CheckChain(++n))
        {
            if (SkipOperator("|")) operand = ParseFilter(operand);
            else if (SkipName("is")) operand = ParseTest(operand);
            // A call is valid behind a filter or test, too.
            else if (SkipOperator("(")) operand = new CallExpression(operand, ParseArguments());
            else return operand;
        }
    }

    private Expression ParseDot(Expression operand)
    {
        var token = Next();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeExpression(operand, token.Text),
            TokenKind.Integer => new ItemExpression(operand, new Literal(ParseInteger(token))),
            _ => throw Fail("expected a name or number behind '.'"),
        };
    }

    private Expression ParseSubscript(Expression operand)
    {
        if (Current.IsOperator("]")) throw Unexpected("a subscript");
        Expression? start = null;
        if (!Current.IsOperator(":"))
        {
            start = ParseExpression();
            if (SkipOperator("]")) return new ItemExpression(operand, start);
            if (Current.IsOperator(",")) return ParseTupleSubscript(operand, start);
        }
        ExpectOperator(":");
        var stop = Current.IsOperator(":") || Current.IsOperator("]") ? null : ParseExpression();
        var step = SkipOperator(":") && !Current.IsOperator("]") ? ParseExpression() : null;
        ExpectOperator("]");
        return new SliceExpression(operand, start, stop, step);
    }

    private ItemExpression ParseTupleSubscript(Expression operand, Expression first)
    {
        var items = new List<Expression> { first };
        while (!SkipOperator("]"))
        {
            ExpectOperator(",");
            items.Add(ParseExpression());
        }
        return new ItemExpression(operand, new TupleExpression([.. items]));
    }

    private ArgumentList ParseArguments()
    {
        var positional = new List<Expression>();
        var named = new List<KeyValuePair<string, Expression>>();
        Expression? rest = null;
        Expression? namedRest = null;
        for (var n = 0; !SkipOperator(")"); n++)
        {
            if (n > 0)
            {
                ExpectOperator(",");
                if (SkipOperator(")")) break;
            }
            if (namedRest is not null) throw Fail("nothing may follow ** in a call");
            if (SkipOperator("**")) namedRest = ParseExpression();
            else if (SkipOperator("*"))
            {
                if (rest is not null) throw Fail("a call may have one * only");
                rest = ParseExpression();
            }
            else if (Current.Kind == TokenKind.Name && Following.IsOperator("="))
            {
                var name = Next().Text;
                _position++;
                if (named.Exists(a => a.Key == name)) throw Fail($"keyword argument '{name}' repeated");
                named.Add(KeyValuePair.Create(name, ParseExpression()));
            }
            else
            {
                if (named.Count > 0 || rest is not null) throw Fail("a positional argument follows a keyword argument");
                positional.Add(ParseExpression());
            }
        }
        return positional.Count + named.Count == 0 && rest is null && namedRest is null
            ? ArgumentList.Empty
            : new ArgumentList([.. positional], [.. named], rest, namedRest);
    }

    private string ParseDottedName()
    {
        var name = ExpectAnyName();
        while (SkipOperator(".")) name += "." + ExpectAnyName();
        return name;
    }

    private FilterExpression ParseFilter(Expression? operand)
    {
        var name = ParseDottedName();
        var filter = FindFilter(name);
        return new FilterExpression(operand, name, filter, SkipOperator("(") ? ParseArguments() : ArgumentList.Empty);
    }

    private Expression ParseTest(Expression operand)
    {
        var isNegated = SkipName("not");
        var name = ParseDottedName();
        var test = FindTest(name);
        var arguments = ArgumentList.Empty;
        if (SkipOperator("(")) arguments = ParseArguments();
        else if (StartsTestArgument())
        {
            if (Current.IsName("is")) throw Fail("you cannot chain multiple tests with is");
            Enter();
            arguments = new ArgumentList([ParsePostfix(ParsePrimary())], [], null, null);
            Leave();
        }
        Expression result = new TestExpression(operand, name, test, arguments);
        return isNegated ? new NotExpression(result) : result;
    }

    private bool StartsTestArgument() => Current.Kind switch
    {
        TokenKind.Name => Current.Text is not ("else" or "or" or "and"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        TokenKind.Operator => Current.Text is "[" or "{",
        _ => false,
    };
}
