namespace Pensieve.Engine.Grammars;

/// <summary>Properties of compiled nodes, found without recursion: a hostile grammar is deep.</summary>
internal sealed class GrammarAnalysis
{
    private readonly GrammarNode[] _nodes;
    private readonly CompileBudget _budget;
    private readonly int[] _firstUser;
    private readonly int[] _users;

    public GrammarAnalysis(GrammarNode[] nodes, IReadOnlyList<ByteSet> sets, CompileBudget budget)
    {
        (_nodes, _budget) = (nodes, budget);
        (_firstUser, _users) = LinkUsers();
        Nullable = Fix(static (node, known, _) => node.Kind switch
        {
            NodeKind.Byte => false,
            NodeKind.Return => true,
            NodeKind.Split => known[node.Next] || known[node.Target],
            NodeKind.Call => known[node.Next] && known[node.Target],
            _ => known[node.Next] && (node.Min == 0 || known[node.Target]),
        }, sets);
        Productive = Fix(static (node, known, sets) => node.Kind switch
        {
            NodeKind.Byte => known[node.Next] && !sets[node.Target].IsEmpty,
            NodeKind.Return => true,
            NodeKind.Split => known[node.Next] || known[node.Target],
            NodeKind.Call => known[node.Next] && known[node.Target],
            _ => known[node.Next] && (node.Min == 0 || known[node.Target]),
        }, sets);
    }

    /// <summary>From here to the end of the rule, nothing at all may be read.</summary>
    public bool[] Nullable { get; }

    /// <summary>From here the end of the rule can be reached.</summary>
    public bool[] Productive { get; }

    /// <summary>A rule that begins with itself, by the number of a node in it; -1 = none does.</summary>
    public int FindLeftRecursion()
    {
        var waiting = new int[_nodes.Length];
        for (var i = 0; i < _nodes.Length; i++) ForEachLeft(i, target => waiting[target]++);
        var free = new Stack<int>();
        for (var i = 0; i < _nodes.Length; i++)
            if (waiting[i] == 0) free.Push(i);
        while (free.TryPop(out var node))
        {
            ForEachLeft(node, target =>
            {
                if (--waiting[target] == 0) free.Push(target);
            });
        }

        return Array.FindIndex(waiting, static count => count > 0);
    }

    // What can follow a node before anything is read.
    private void ForEachLeft(int index, Action<int> visit)
    {
        _budget.Step();
        var node = _nodes[index];
        if (node.Kind is NodeKind.Byte or NodeKind.Return) return;
        visit(node.Target);
        if (node.Kind == NodeKind.Split || Nullable[node.Target] || (node.Kind == NodeKind.Loop && node.Min == 0)) visit(node.Next);
    }

    private bool[] Fix(Func<GrammarNode, bool[], IReadOnlyList<ByteSet>, bool> holds, IReadOnlyList<ByteSet> sets)
    {
        var known = new bool[_nodes.Length];
        var pending = new Stack<int>(Enumerable.Range(0, _nodes.Length));
        while (pending.TryPop(out var index))
        {
            _budget.Step();
            if (known[index] || !holds(_nodes[index], known, sets)) continue;
            known[index] = true;
            for (var i = _firstUser[index]; i < _firstUser[index + 1]; i++) pending.Push(_users[i]);
        }

        return known;
    }

    private (int[] First, int[] Users) LinkUsers()
    {
        var first = new int[_nodes.Length + 2];
        foreach (var node in _nodes)
        {
            if (node.Kind != NodeKind.Return) first[node.Next + 2]++;
            if (node.Kind is NodeKind.Split or NodeKind.Call or NodeKind.Loop) first[node.Target + 2]++;
        }

        for (var i = 1; i < first.Length; i++) first[i] += first[i - 1];
        var users = new int[first[^1]];
        for (var i = 0; i < _nodes.Length; i++)
        {
            _budget.Step();
            if (_nodes[i].Kind != NodeKind.Return) users[first[_nodes[i].Next + 1]++] = i;
            if (_nodes[i].Kind is NodeKind.Split or NodeKind.Call or NodeKind.Loop) users[first[_nodes[i].Target + 1]++] = i;
        }

        return (first, users);
    }
}
