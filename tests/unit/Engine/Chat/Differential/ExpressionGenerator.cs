namespace Pensieve.Tests.Unit.Engine.Chat.Differential;

/// <summary>Random expressions over the grammar, mostly of matching types so that most of them have a value.</summary>
internal sealed class ExpressionGenerator(Random random)
{
    private static readonly string[] s_strings =
        ["''", "'a'", "\"it's\"", "'Hello World'", "' pad '", "'ünï😀çode'", "'a,b,,c'", "'<|im_end|>'", "'x\\ny\\t'", "'42'", "'3.5e2'", "'ǆ ß ΑΣ'", "'a'\"b\""];

    private static readonly string[] s_numbers = ["0", "1", "2", "-1", "3", "7", "10", "0.5", "2.0", "-2.5", "1e20", "12345678901234567890", "0x1F", "1_000"];

    private static readonly string[] s_textMethods =
        ["upper()", "lower()", "title()", "capitalize()", "strip()", "lstrip()", "rstrip()", "swapcase()", "strip('aH ')", "replace('a', 'bb')",
         "replace('', '-')", "replace('l', '', 1)", "removeprefix('a')", "removesuffix('d')", "zfill(8)", "center(9, '*')", "ljust(7)", "rjust(6, '.')",
         "expandtabs(4)", "format(1, b=2)", "join(['p', 'q'])"];

    private static readonly string[] s_textFilters =
        ["upper", "lower", "title", "capitalize", "trim", "trim('a')", "replace('a', 'Z')", "indent(2)", "indent(3, true)", "indent('> ', blank=true)",
         "escape", "safe", "reverse", "string", "center(12)", "truncate(6, true)", "truncate(7)", "tojson", "tojson(ensure_ascii=true)", "urlencode",
         "default('d')", "first", "last", "format"];

    private static readonly string[] s_listFilters =
        ["list", "reverse | list", "unique | list", "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "map('upper') | list", "map('string') | list",
         "select | list", "reject('none') | list", "select('string') | list", "batch(2) | list", "batch(2, '-') | list", "slice(2) | list", "map('length') | list"];

    private static readonly string[] s_toScalar =
        ["join", "join(', ')", "length", "count", "first", "last", "min", "max", "tojson", "tojson(indent=2)", "tojson(separators=(',', ':'))", "string", "sum"];

    private static readonly string[] s_tests =
        ["defined", "undefined", "none", "string", "number", "integer", "float", "mapping", "iterable", "sequence", "boolean", "true", "false", "callable",
         "lower", "upper", "escaped", "in ['a', 1]", "eq 1", "equalto('a')", "ne none", "gt 1", "lt 2.5", "ge 1", "sameas true", "divisibleby 2", "even", "odd"];

    private static readonly string[] s_binary = ["+", "-", "*", "/", "//", "%"];
    private static readonly string[] s_compare = ["==", "!=", "<", "<=", ">", ">="];

    public string Any(int depth) => random.Next(6) switch
    {
        0 => Text(depth),
        1 => Number(depth),
        2 => List(depth),
        3 => Dict(depth),
        4 => Condition(depth),
        _ => Pick(["none", "true", "false", "missing", "messages", "tools", "loop", "messages[0]", "messages | length", "bos_token", "range(4)"]),
    };

    public string Text(int depth)
    {
        if (depth <= 0) return Pick(s_strings);
        return random.Next(12) switch
        {
            0 => $"({Text(depth - 1)} ~ {Any(depth - 1)})",
            1 => $"({Text(depth - 1)} + {Text(depth - 1)})",
            2 => $"{Text(depth - 1)}.{Pick(s_textMethods)}",
            3 => $"({Text(depth - 1)} | {Pick(s_textFilters)})",
            4 => $"({Text(depth - 1)} | string)[{Slice()}]",
            5 => $"({Text(depth - 1)} if {Condition(depth - 1)} else {Text(depth - 1)})",
            6 => $"({List(depth - 1)} | {Pick(s_toScalar)})",
            7 => $"('%s-%{Pick(["d", "5.2f", "x", "s", "r", "05d", "e", "g"])}' % ({Any(depth - 1)}, {Number(depth - 1)}))",
            8 => $"'{Pick(["{}|{}", "{0}{1}{0}", "{:>6}{:<4}", "{!r}{}", "{:.1f}{}", "{:05d}{:x}"])}'.format({Number(depth - 1)}, {Any(depth - 1)})",
            9 => $"({Any(depth - 1)} | string)",
            10 => $"({Text(depth - 1)} * {Pick(["0", "2", "-1", "true"])})",
            _ => Pick(s_strings),
        };
    }

    public string Number(int depth)
    {
        if (depth <= 0) return Pick(s_numbers);
        return random.Next(8) switch
        {
            0 or 1 => $"({Number(depth - 1)} {Pick(s_binary)} {Number(depth - 1)})",
            2 => $"({Pick(["2", "3", "-2", "0.5", "10"])} ** {Pick(["0", "1", "2", "3", "-1", "2.0"])})",
            3 => $"({Text(depth - 1)} | {Pick(["length", "int", "float", "int(7)", "int(base=16)", "float(1.5)", "wordcount"])})",
            4 => $"{Text(depth - 1)}.{Pick(["find('a')", "rfind('l')", "count('l')", "index('a')", "find('l', 3)", "count('')"])}",
            5 => $"({Number(depth - 1)} | {Pick(["abs", "round", "round(1)", "round(2, 'floor')", "round(1, 'ceil')", "int", "float"])})",
            6 => $"-{Number(0)}",
            _ => Pick(s_numbers),
        };
    }

    public string List(int depth)
    {
        if (depth <= 0) return Pick(["[]", "[1, 2, 3]", "['b', 'A', 'a']", "(1, 'x')", "[none, true, 0]", "range(3)", "[1, 1.0, true]", "['ä', 'z']"]);
        return random.Next(7) switch
        {
            0 => $"[{Any(depth - 1)}, {Any(depth - 1)}]",
            1 => $"({List(depth - 1)} + {List(depth - 1)})",
            2 => $"({List(depth - 1)} | {Pick(s_listFilters)})",
            3 => $"({List(depth - 1)} | list)[{Slice()}]",
            4 => $"{Text(depth - 1)}.{Pick(["split()", "split(',')", "split('l', 1)", "rsplit(' ', 1)", "splitlines()", "partition('a')", "rpartition(',')", "rsplit()", "split(maxsplit=1)"])}",
            5 => $"({Dict(depth - 1)} | {Pick(["list", "dictsort", "items | list", "dictsort(by='value')", "dictsort(reverse=true)"])})",
            _ => $"({Text(depth - 1)} | list)",
        };
    }

    public string Dict(int depth)
    {
        if (depth <= 0) return Pick(["{}", "{'a': 1}", "{'b': 'x', 'A': none}", "{1: 'n', 'k': [1]}", "dict(z=1, y='q')", "messages[0]"]);
        return random.Next(3) switch
        {
            0 => $"{{'k': {Any(depth - 1)}, {Text(0)}: {Any(depth - 1)}}}",
            1 => $"dict(a={Any(depth - 1)}, items={Number(depth - 1)})",
            _ => Pick(["{'get': 1, 'x': {'y': [1, {'z': 2}]}}", "{'items': 3}"]),
        };
    }

    public string Condition(int depth)
    {
        if (depth <= 0) return Pick(["true", "false", "missing is defined", "tools", "messages", "not tools"]);
        return random.Next(9) switch
        {
            0 => $"({Condition(depth - 1)} {Pick(["and", "or"])} {Any(depth - 1)})",
            1 => $"(not {Any(depth - 1)})",
            2 => $"({Any(depth - 1)} is {Pick(["", "not "])}{Pick(s_tests)})",
            3 => $"({Number(depth - 1)} {Pick(s_compare)} {Number(depth - 1)})",
            4 => $"({Any(depth - 1)} {Pick(["==", "!="])} {Any(depth - 1)})",
            5 => $"({Text(depth - 1)} {Pick(["in", "not in"])} {Pick([Text(depth - 1), List(depth - 1), Dict(depth - 1)])})",
            6 => $"(0 {Pick(s_compare)} {Number(depth - 1)} {Pick(s_compare)} 5)",
            7 => $"{Text(depth - 1)}.{Pick(["startswith('a')", "endswith(('d', ' '))", "isdigit()", "isalpha()", "isupper()", "islower()", "istitle()", "isspace()", "isalnum()"])}",
            _ => $"({Text(depth - 1)} {Pick(s_compare)} {Text(depth - 1)})",
        };
    }

    /// <summary>Something to look up on what went before; the dictionary's methods must win or lose against keys as in Python.</summary>
    public string Access(int depth) =>
        $"{Pick([Dict(depth), "messages[0]", "messages[-1]", "messages"])}{Pick([".a", ".items is callable", "['items'] is defined", ".get('a', 'none')", ".get('content')", ".content", "['role']", "[0]", "[9]", ".0.role", ".x.y[1].z", ".keys() | list", ".values() | list", ".items() | list", ".content[:3]"])}";

    private string Slice() => Pick(["0", "-1", "1:", ":2", ":-1", "::2", "::-1", "1:3", "-2:", "5:1:-2", ":", "99", "none:2"]);

    private string Pick(ReadOnlySpan<string> options) => options[random.Next(options.Length)];
}
