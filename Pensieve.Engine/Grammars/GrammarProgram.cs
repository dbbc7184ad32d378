using System.Text;

namespace Pensieve.Engine.Grammars;

/// <summary>A program, or why there is none: exactly one is set.</summary>
internal readonly record struct GrammarOutcome(GrammarProgram? Program, GrammarError? Error);

/// <summary>A compiled grammar: a pushdown machine over bytes. Immutable and thread-safe.</summary>
internal sealed class GrammarProgram
{
    /// <summary>Where a grammar begins.</summary>
    public const string RootRule = "root";

    /// <summary>Where it begins instead, if the server has put something around a client's grammar.</summary>
    public const string OuterRule = "pensieve-root";

    private GrammarProgram(GrammarNode[] nodes, GrammarAnalysis analysis, IReadOnlyList<ByteSet> sets, int start, CompileBudget budget)
    {
        Nodes = nodes;
        Productive = analysis.Productive;
        Nullable = analysis.Nullable;
        Start = start;
        (ClassOf, ClassCount) = Classify(sets, budget);
        SetClasses = [.. sets.Select(ClassesOf)];
    }

    /// <summary>Steps.</summary>
    public GrammarNode[] Nodes { get; }

    /// <summary>By node: the end can be reached from it.</summary>
    public bool[] Productive { get; }

    /// <summary>By node: the end of its rule can be reached without reading.</summary>
    public bool[] Nullable { get; }

    /// <summary>First node of the rule "root".</summary>
    public int Start { get; }

    /// <summary>By byte: its class. Bytes of a class are the same to this grammar.</summary>
    public byte[] ClassOf { get; }

    /// <summary>Number of classes, 1 to 256.</summary>
    public int ClassCount { get; }

    /// <summary>By set: its classes, as a set of bytes.</summary>
    public ByteSet[] SetClasses { get; }

    /// <summary>Parses and compiles; never throws for bad text.</summary>
    public static GrammarOutcome Compile(string text, GrammarLimits limits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > limits.MaxBytes) return new GrammarOutcome(null, new GrammarError($"The grammar has {bytes} bytes; at most {limits.MaxBytes} are allowed."));
        try
        {
            return new GrammarOutcome(CompileChecked(text, limits), null);
        }
        catch (GrammarException e)
        {
            return new GrammarOutcome(null, e.Error);
        }
    }

    private static GrammarProgram CompileChecked(string text, GrammarLimits limits)
    {
        var budget = new CompileBudget(limits.MaxSteps);
        var builder = new GrammarBuilder(text, limits, budget);
        var nodes = builder.Build(GbnfParser.Parse(text, limits.MaxDepth));
        if (!builder.Starts.TryGetValue(OuterRule, out var start) && !builder.Starts.TryGetValue(RootRule, out start)) throw new GrammarException("The grammar has no rule named \"root\".");
        var analysis = new GrammarAnalysis(nodes, builder.Sets, budget);
        if (!analysis.Productive[start]) throw new GrammarException("The grammar matches nothing: the rule \"root\" can never be completed.");
        var recursive = analysis.FindLeftRecursion();
        if (recursive >= 0) throw new GrammarException($"The rule \"{RuleOf(builder.Starts, recursive)}\" begins with itself, directly or through others; left recursion is not supported.");
        var program = new GrammarProgram(nodes, analysis, builder.Sets, start, budget);
        if (new ParseStates(program).Start < 0) throw new GrammarException("The grammar can begin in too many ways; make it simpler.");
        return program;
    }

    // A rule's nodes are made one after the other, its first node last.
    private static string RuleOf(IReadOnlyDictionary<string, int> starts, int node) =>
        starts.OrderBy(s => s.Value).First(s => s.Value >= node || s.Value == starts.Values.Max()).Key;

    private static (byte[] ClassOf, int Count) Classify(IReadOnlyList<ByteSet> sets, CompileBudget budget)
    {
        var classOf = new byte[256];
        var count = 1;
        foreach (var set in sets)
        {
            budget.Step(256);
            // Splits each class into its members within the set and those outside.
            var renamed = new Dictionary<(byte, bool), byte>();
            for (var value = 0; value < 256; value++)
            {
                var key = (classOf[value], set.Contains(value));
                if (!renamed.TryGetValue(key, out var name)) renamed[key] = name = (byte)renamed.Count;
                classOf[value] = name;
            }

            count = renamed.Count;
            if (count == 256) break;
        }

        return (classOf, count);
    }

    private ByteSet ClassesOf(ByteSet set)
    {
        var classes = default(ByteSet);
        for (var value = 0; value < 256; value++)
            if (set.Contains(value)) classes |= ByteSet.Range(ClassOf[value], ClassOf[value]);
        return classes;
    }
}
