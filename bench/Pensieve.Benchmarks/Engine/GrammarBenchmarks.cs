using System.Text;
using BenchmarkDotNet.Attributes;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Benchmarks.Engine;

/// <summary>One token under a grammar beside one without, by what the grammar has to do for it.</summary>
public class GrammarBenchmarks
{
    private const string Text = "root ::= \"\\\"\" ([^\"\\\\\\x00-\\x1F] | \"\\\\\" [\"\\\\/bfnrt])* \"\\\"\"";

    private float[] _logits = [];
    private float[] _working = [];
    private Sampler _sampler = null!;
    private ConstrainedSampler _constrained = null!;
    private TokenTrie _trie = null!;
    private GrammarProgram _program = null!;
    private TokenConstraint _open = null!;
    private TokenConstraint _closed = null!;

    [Params(32_768, 131_072)]
    public int Vocabulary { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _logits = LogitSource.Create(Vocabulary);
        _working = [.. _logits];
        _sampler = new Sampler(Vocabulary);
        _sampler.Reset(new SamplingParameters { Temperature = 0.8f }, 1);
        _constrained = new ConstrainedSampler(Vocabulary);
        _trie = new TokenTrie(new TokenTable(Pieces(), [Vocabulary - 1]), []);
        _program = GrammarProgram.Compile(Text, GrammarLimits.Client).Program!;

        // Within the string nearly everything may follow; a number takes hardly anything that the model wants to say.
        _open = new TokenConstraint(new TokenGrammar(_program, _trie));
        _open.Accept('"');
        _closed = new TokenConstraint(new TokenGrammar(GrammarProgram.Compile("root ::= [0-9]{1,1000}", GrammarLimits.Client).Program!, _trie));
    }

    [Benchmark(Baseline = true)]
    public int Unconstrained()
    {
        _logits.CopyTo(_working, 0);
        return _sampler.Sample(_working).Token;
    }

    /// <summary>The grammar allows what the model says.</summary>
    [Benchmark]
    public int Followed() => Sample(_open);

    /// <summary>It does not; the mask of the state is known.</summary>
    [Benchmark]
    public int Masked() => Sample(_closed);

    /// <summary>It is not: all texts of the vocabulary are walked once per state.</summary>
    [Benchmark]
    public bool FirstMask()
    {
        var constraint = new TokenConstraint(new TokenGrammar(_program, _trie));
        constraint.Accept('"');
        _logits.CopyTo(_working, 0);
        return constraint.Mask(_working);
    }

    private int Sample(TokenConstraint constraint)
    {
        _logits.CopyTo(_working, 0);
        _constrained.TrySample(_sampler, constraint, _working, out var chosen);
        return chosen.Token;
    }

    // Bytes first, then words with and without a space before them, as trained vocabularies have them.
    private List<byte[]> Pieces()
    {
        var random = new Random(1);
        var pieces = Enumerable.Range(0, 256).Select(value => new[] { (byte)value }).ToList();
        while (pieces.Count < Vocabulary - 1)
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(1, 11)).Select(_ => "etaoinshrdlucmfwypvbgkjqxz"[(int)(26 * Math.Pow(random.NextDouble(), 2))]));
            pieces.Add(Encoding.ASCII.GetBytes((random.Next(2) == 0 ? " " : "") + word + (random.Next(40) == 0 ? "\",{}:\n"[random.Next(6)].ToString() : "")));
        }

        pieces.Add([]);
        return pieces;
    }
}
