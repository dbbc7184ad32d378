using System.Text;

namespace Pensieve.Tests.Unit.Engine.Chat.Differential;

/// <summary>Random templates: loops over messages, conditions, assignments, macros and blocks, under every kind of white space control.</summary>
internal sealed class TemplateGenerator(Random random)
{
    private readonly ExpressionGenerator _expressions = new(random);
    private int _macros;

    public string Generate()
    {
        _macros = 0;
        var text = new StringBuilder();
        var statements = random.Next(1, 4);
        for (var i = 0; i < statements; i++) Statement(text, 3, inLoop: false);
        if (random.Next(3) == 0) text.Append('\n');
        return text.ToString();
    }

    private void Body(StringBuilder text, int depth, bool inLoop)
    {
        var statements = random.Next(1, 3);
        for (var i = 0; i < statements; i++) Statement(text, depth - 1, inLoop);
    }

    private void Statement(StringBuilder text, int depth, bool inLoop)
    {
        Space(text);
        switch (depth <= 0 ? random.Next(3) : random.Next(17))
        {
            case 0 or 1: Print(text, inLoop); break;
            case 2: text.Append(Pick(["text", "<|im_start|>", " \n", "{ % }", "a\n\n  b", "ü😀", "{", "#}"])); break;
            case 3 or 4: Conditional(text, depth, inLoop); break;
            case 5 or 6 or 7: Loop(text, depth); break;
            case 8: Tag(text, $"set {Pick(["v", "w", "messages2"])} = {_expressions.Any(2)}"); break;
            case 9:
                Tag(text, "set v, w = [1, 'two']");
                Print(text, "v ~ w");
                break;
            case 10: Block(text, $"set v{Pick(["", " | upper", " | trim | length"])}", "endset", depth, inLoop: false); break;
            case 11: Namespace(text, depth); break;
            case 12: Macro(text, depth); break;
            case 13: Block(text, $"filter {Pick(["upper", "trim", "replace('a', 'o') | indent"])}", "endfilter", depth, inLoop: false); break;
            case 14: Block(text, "generation", "endgeneration", depth, inLoop: false); break;
            case 15: Block(text, $"with v = {_expressions.Any(1)}, q = 2", "endwith", depth, inLoop); break;
            default: text.Append(Pick(["{# note #}", "{#- note -#}", "{# a\nb #}\n", "{% raw %}{{ x }}{% endraw %}", "{%- raw -%} {% y %} {%- endraw -%}\n", "{#+ c +#}"])); break;
        }
        Space(text);
    }

    private void Print(StringBuilder text, bool inLoop) => Print(text, random.Next(7) switch
    {
        0 when inLoop => Pick(["m.content", "m['role'] ~ ': '", "loop.index", "loop.last", "loop.revindex0", "loop.previtem.role", "loop.cycle('a', 'b')",
            "m | tojson", "loop.nextitem is defined", "m.tool_calls", "loop.changed(m.role)", "loop.length"]),
        1 => Pick(["v", "w", "missing", "add_generation_prompt", "eos_token", "tools | tojson(indent=4)", "strftime_now('%d %b %Y %H:%M %j')", "messages | map(attribute='role') | join(',')",
            "messages | selectattr('role', 'equalto', 'user') | list | length", "messages | groupby('role') | list | length", "messages | rejectattr('tool_calls') | map(attribute='content') | list"]),
        2 => _expressions.Access(1),
        _ => _expressions.Any(3),
    });

    private void Print(StringBuilder text, string expression) =>
        text.Append("{{").Append(Pick(["", "", "-"])).Append(' ').Append(expression).Append(' ').Append(Pick(["", "", "-"])).Append("}}");

    private void Conditional(StringBuilder text, int depth, bool inLoop)
    {
        Tag(text, $"if {_expressions.Condition(2)}");
        Body(text, depth, inLoop);
        if (random.Next(3) == 0)
        {
            Tag(text, $"elif {_expressions.Condition(1)}");
            Body(text, depth, inLoop);
        }
        if (random.Next(2) == 0)
        {
            Tag(text, "else");
            Body(text, depth, inLoop);
        }
        Tag(text, "endif");
    }

    private void Loop(StringBuilder text, int depth)
    {
        Tag(text, Pick(["for m in messages", "for m in messages[1:]", "for m in messages if m.role != 'system'", "for m in tools", "for m in missing",
            "for m in range(3)", "for m in 'añ😀'", "for k, m in {'a': 1, 'b': [2]}.items()", "for m in messages | reverse", $"for m in {_expressions.List(1)}"]));
        if (random.Next(4) == 0) Tag(text, $"if {Pick(["loop.index == 2", "m.role == 'tool'", "loop.last"])}");
        else Tag(text, "if true");
        if (random.Next(3) == 0) Tag(text, Pick(["break", "continue"]));
        Body(text, depth, inLoop: true);
        Tag(text, "endif");
        Body(text, depth, inLoop: true);
        if (random.Next(4) == 0)
        {
            Tag(text, "else");
            Body(text, depth, inLoop: false);
        }
        Tag(text, "endfor");
    }

    private void Namespace(StringBuilder text, int depth)
    {
        Tag(text, $"set ns = namespace(n=0, t={_expressions.Text(1)})");
        Tag(text, "for m in messages");
        Tag(text, $"set ns.n = ns.n + {Pick(["1", "m.content | length", "loop.index0"])}");
        Tag(text, "set ns.t = ns.t ~ m.role[0]");
        Body(text, depth, inLoop: true);
        Tag(text, "endfor");
        Print(text, "ns.n ~ ns.t");
    }

    private void Macro(StringBuilder text, int depth)
    {
        var name = $"macro{_macros++}";
        Tag(text, $"macro {name}(a, b={_expressions.Any(1)}, c=none)");
        Body(text, depth, inLoop: false);
        Print(text, Pick(["a ~ b", "varargs", "kwargs", "caller() if caller else c", "a"]));
        Tag(text, "endmacro");
        Print(text, Pick([$"{name}(1)", $"{name}('x', b=2)", $"{name}(1, 2, 3, 4)", $"{name}(c='q', a=5, z=1)", $"{name}()", $"{name}(1) | upper"]));
        if (random.Next(2) != 0) return;
        Tag(text, $"call {name}('call')");
        Body(text, depth, inLoop: false);
        Tag(text, "endcall");
    }

    private void Block(StringBuilder text, string head, string end, int depth, bool inLoop)
    {
        Tag(text, head);
        Body(text, depth, inLoop);
        Tag(text, end);
    }

    private void Tag(StringBuilder text, string inner) =>
        text.Append(Pick(["{%", "{%", "{%-", "{%+"])).Append(' ').Append(inner).Append(' ').Append(Pick(["%}", "%}", "-%}", "+%}", "%}\n", "%}\n\n"]));

    private void Space(StringBuilder text) => text.Append(Pick(["", "", "\n", "  ", "\n    ", " x ", "\n\n"]));

    private string Pick(ReadOnlySpan<string> options) => options[random.Next(options.Length)];
}
