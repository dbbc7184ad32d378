using Pensieve.Engine.Chat.Jinja.Nodes;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal sealed partial class Parser
{
    /// <summary>Statements up to a tag that starts with one of <paramref name="ends"/>; that name is left to read.</summary>
    private Block ParseBlock(params ReadOnlySpan<string> ends)
    {
        Enter();
        var statements = new List<Statement>();
        while (true)
        {
            var token = Current;
            if (token.Kind == TokenKind.Data)
            {
                _position++;
                statements.Add(new TextStatement(StringValue.Template(token.Text), token.Line));
            }
            else if (token.Kind == TokenKind.VariableBegin)
            {
                _position++;
                statements.Add(new PrintStatement(ParseTuple(withConditional: true), token.Line));
                if (Current.Kind != TokenKind.VariableEnd) throw Unexpected("end of print statement");
                _position++;
            }
            else if (token.Kind == TokenKind.BlockBegin)
            {
                _position++;
                if (Current.Kind == TokenKind.Name && ends.Contains(Current.Text)) break;
                statements.Add(ParseStatement(token.Line));
            }
            else if (token.Kind == TokenKind.End && ends.IsEmpty) break;
            else throw Unexpected(ends.IsEmpty ? "template text" : $"'{ends[^1]}'");
        }
        Leave();
        return statements.Count == 0 ? Block.Empty : new Block([.. statements]);
    }

    private Statement ParseStatement(int line)
    {
        var tag = ExpectAnyName();
        switch (tag)
        {
            case "if": return ParseIf(line);
            case "for": return ParseFor(line);
            case "set": return ParseSet(line);
            case "macro": return ParseMacro(line);
            case "call": return ParseCallBlock(line);
            case "filter": return ParseFilterBlock(line);
            case "with": return ParseWith(line);
            case "generation": return ParseGeneration(line);
            case "break" or "continue": return ParseLoopControl(tag, line);
            case "print":
                var print = new PrintStatement(ParseTuple(withConditional: true), line);
                ExpectBlockEnd();
                return print;
            case "include" or "import" or "from" or "extends" or "block":
                throw Fail($"'{tag}' is not supported: a chat template is a single file");
            default:
                throw Fail($"unknown or misplaced tag '{tag}'");
        }
    }

    private IfStatement ParseIf(int line)
    {
        var branches = new List<KeyValuePair<Expression, Block>>();
        var otherwise = Block.Empty;
        while (true)
        {
            var condition = ParseTuple(withConditional: false);
            ExpectBlockEnd();
            _conditions++;
            var block = ParseBlock("elif", "else", "endif");
            _conditions--;
            branches.Add(KeyValuePair.Create(condition, block));
            if (SkipName("elif")) continue;
            if (SkipName("else"))
            {
                ExpectBlockEnd();
                _conditions++;
                otherwise = ParseBlock("endif");
                _conditions--;
            }
            break;
        }
        ExpectName("endif");
        ExpectBlockEnd();
        return new IfStatement([.. branches], otherwise, line);
    }

    private ForStatement ParseFor(int line)
    {
        var target = ParseTargets(isLoop: true);
        ExpectName("in");
        var source = ParseTuple(withConditional: false);
        var filter = SkipName("if") ? ParseExpression() : null;
        var isRecursive = SkipName("recursive");
        ExpectBlockEnd();
        _loops++;
        var body = ParseBlock("else", "endfor");
        _loops--;
        var otherwise = Block.Empty;
        if (SkipName("else"))
        {
            ExpectBlockEnd();
            otherwise = ParseBlock("endfor");
        }
        ExpectName("endfor");
        ExpectBlockEnd();
        return new ForStatement(target, source, filter, body, otherwise, Symbol("loop"), isRecursive, line);
    }

    private LoopControlStatement ParseLoopControl(string tag, int line)
    {
        if (_loops == 0) throw Fail($"'{tag}' outside of a loop");
        ExpectBlockEnd();
        return new LoopControlStatement(tag == "break" ? Flow.Break : Flow.Continue, line);
    }

    private Statement ParseSet(int line)
    {
        var target = ParseTargets(isLoop: false);
        if (SkipOperator("="))
        {
            var value = ParseTuple(withConditional: true);
            ExpectBlockEnd();
            return new SetStatement(target, value, line);
        }
        FilterExpression? filter = null;
        while (SkipOperator("|")) filter = ParseFilter(filter);
        ExpectBlockEnd();
        var body = ParseOutsideLoop("endset");
        return new BlockSetStatement(target, filter, body, line);
    }

    private FilterBlockStatement ParseFilterBlock(int line)
    {
        var filter = ParseFilter(null);
        while (SkipOperator("|")) filter = ParseFilter(filter);
        ExpectBlockEnd();
        return new FilterBlockStatement(filter, ParseOutsideLoop("endfilter"), line);
    }

    private WithStatement ParseWith(int line)
    {
        var assignments = new List<KeyValuePair<Target, Expression>>();
        while (Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0) ExpectOperator(",");
            var target = new NameTarget(Symbol(ExpectAnyName()));
            ExpectOperator("=");
            assignments.Add(KeyValuePair.Create((Target)target, ParseExpression()));
        }
        ExpectBlockEnd();
        var body = ParseBlock("endwith");
        ExpectName("endwith");
        ExpectBlockEnd();
        return new WithStatement([.. assignments], body, line);
    }

    private ScopeStatement ParseGeneration(int line)
    {
        ExpectBlockEnd();
        return new ScopeStatement(ParseOutsideLoop("endgeneration"), line);
    }

    /// <summary>A body that is captured as text: a loop around it cannot be left from inside.</summary>
    private Block ParseOutsideLoop(string end)
    {
        var loops = _loops;
        _loops = 0;
        var body = ParseBlock(end);
        _loops = loops;
        ExpectName(end);
        ExpectBlockEnd();
        return body;
    }

    /// <summary>One name, or several between commas or in parentheses; for <c>set</c> also a namespace's attribute.</summary>
    private Target ParseTargets(bool isLoop)
    {
        var targets = new List<Target>();
        var isTuple = false;
        while (true)
        {
            if (targets.Count > 0 && (Current.IsName("in") || Current.IsOperator("=") || Current.IsOperator(")") || Current.Kind == TokenKind.BlockEnd)) break;
            targets.Add(ParseTarget(isLoop));
            if (!SkipOperator(",")) break;
            isTuple = true;
        }
        return isTuple ? new TupleTarget([.. targets]) : targets[0];
    }

    private Target ParseTarget(bool isLoop)
    {
        if (SkipOperator("("))
        {
            Enter();
            var inner = ParseTargets(isLoop);
            Leave();
            ExpectOperator(")");
            return inner;
        }
        var name = ExpectAnyName();
        if (name is "true" or "false" or "none" or "True" or "False" or "None") throw Fail($"cannot assign to '{name}'");
        if (isLoop && name == "loop") throw Fail("cannot assign to the special loop variable in a for-loop target");
        if (isLoop || !SkipOperator(".")) return new NameTarget(Symbol(name));
        return new NamespaceTarget(Load(name), ExpectAnyName());
    }
}
