namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Values that no schema describes: any JSON, nested up to <see cref="SchemaLimits.MaxFreeDepth"/>.</summary>
internal sealed class FreeValues(GrammarRules rules, StringRules strings)
{
    /// <summary>The rule of any value.</summary>
    public string Value()
    {
        var value = rules.Add($"{Text()} | {rules.Add(NumberRules.Number)} | \"true\" | \"false\" | \"null\"");
        var scalar = value;
        for (var depth = 0; depth < SchemaLimits.MaxFreeDepth; depth++) value = rules.Add($"{scalar} | {Map(value)} | {List(value)}");
        return value;
    }

    /// <summary>The rule of any object.</summary>
    public string Map()
    {
        var scalar = rules.Add($"{Text()} | {rules.Add(NumberRules.Number)} | \"true\" | \"false\" | \"null\"");
        var value = scalar;
        for (var depth = 1; depth < SchemaLimits.MaxFreeDepth; depth++) value = rules.Add($"{scalar} | {Map(value)} | {List(value)}");
        return Map(value);
    }

    private string Map(string value)
    {
        var space = SchemaCompiler.Space(rules);
        var member = rules.Add($"{Text()} \":\" {space} {value}");
        return rules.Add($"\"{{\" {space} ({member} (\",\" {space} {member})* {space})? \"}}\"");
    }

    private string List(string value)
    {
        var space = SchemaCompiler.Space(rules);
        return rules.Add($"\"[\" {space} ({value} (\",\" {space} {value})* {space})? \"]\"");
    }

    private string Text() => rules.Add($"\"\\\"\" {strings.Character()}* \"\\\"\"");
}
