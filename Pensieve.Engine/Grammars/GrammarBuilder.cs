using System.Collections.Immutable;
using System.Text;

namespace Pensieve.Engine.Grammars;

/// <summary>Turns expressions into nodes, each rule from its end to its beginning.</summary>
internal sealed class GrammarBuilder(string text, GrammarLimits limits, CompileBudget budget)
{
    private const int MaxRanges = 1024;

    private readonly List<GrammarNode> _nodes = [];
    private readonly List<ByteSet> _sets = [];
    private readonly Dictionary<ByteSet, int> _setIndexes = [];
    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private readonly List<(int Node, GrammarExpression.Reference Reference)> _calls = [];

    /// <summary>Sets that Byte nodes name.</summary>
    public IReadOnlyList<ByteSet> Sets => _sets;

    /// <summary>First node of each rule.</summary>
    public IReadOnlyDictionary<string, int> Starts => _starts;

    /// <summary>Compiles all rules.</summary>
    public GrammarNode[] Build(IReadOnlyDictionary<string, GrammarExpression> rules)
    {
        foreach (var (name, expression) in rules) _starts[name] = Compile(expression, Add(new GrammarNode(NodeKind.Return)));
        foreach (var (node, reference) in _calls)
        {
            if (!_starts.TryGetValue(reference.Rule, out var start))
                throw new GrammarException($"{GbnfParser.Place(text, reference.Position)}: rule \"{reference.Rule}\" is not defined.");
            _nodes[node] = _nodes[node] with { Target = start };
        }

        return [.. _nodes];
    }

    private int Compile(GrammarExpression expression, int next)
    {
        budget.Step();
        switch (expression)
        {
            case GrammarExpression.Literal literal:
                var bytes = Encoding.UTF8.GetBytes(literal.Text);
                for (var i = bytes.Length - 1; i >= 0; i--) next = AddByte(ByteSet.Range(bytes[i], bytes[i]), next);
                return next;
            case GrammarExpression.CharacterClass characters: return CompileClass(characters, next);
            case GrammarExpression.Reference reference:
                _calls.Add((_nodes.Count, reference));
                return Add(new GrammarNode(NodeKind.Call, next));
            case GrammarExpression.Sequence sequence:
                for (var i = sequence.Items.Length - 1; i >= 0; i--) next = Compile(sequence.Items[i], next);
                return next;
            case GrammarExpression.Choice choice: return AddChoice([.. choice.Items.Select(item => Compile(item, next))]);
            case GrammarExpression.Repeat { Min: 1, Max: 1 } once: return Compile(once.Item, next);
            case GrammarExpression.Repeat { Min: 0, Max: 1 } optional: return AddChoice([Compile(optional.Item, next), next]);
            case GrammarExpression.Repeat { Max: 0 }: return next;
            case GrammarExpression.Repeat repeat:
                var body = Compile(repeat.Item, Add(new GrammarNode(NodeKind.Return)));
                return Add(new GrammarNode(NodeKind.Loop, next, body, repeat.Min, repeat.Max));
            default: throw new InvalidOperationException(expression.GetType().Name);
        }
    }

    private int CompileClass(GrammarExpression.CharacterClass characters, int next)
    {
        var ranges = Utf8Ranges.Normalise(characters.Ranges, characters.IsNegated);
        if (ranges.Count > MaxRanges) throw new GrammarException($"A class has more than {MaxRanges} ranges; make it simpler.");
        var sequences = Utf8Ranges.Sequences(ranges);
        if (sequences.Count == 0) return AddByte(default, next);
        var starts = new List<int>();
        foreach (var sequence in sequences)
        {
            var at = next;
            for (var i = sequence.Length - 1; i >= 0; i--) at = AddByte(sequence[i], at);
            starts.Add(at);
        }

        return AddChoice(starts);
    }

    private int AddChoice(List<int> starts)
    {
        var at = starts[^1];
        for (var i = starts.Count - 2; i >= 0; i--) at = Add(new GrammarNode(NodeKind.Split, starts[i], at));
        return at;
    }

    private int AddByte(ByteSet set, int next)
    {
        if (!_setIndexes.TryGetValue(set, out var index))
        {
            index = _setIndexes[set] = _sets.Count;
            _sets.Add(set);
        }

        return Add(new GrammarNode(NodeKind.Byte, next, index));
    }

    private int Add(GrammarNode node)
    {
        budget.Step();
        if (_nodes.Count == limits.MaxNodes) throw new GrammarException($"The grammar has more than {limits.MaxNodes} steps when compiled; make it smaller.");
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
