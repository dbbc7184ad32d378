using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Unit.Engine.Gguf.Synthesis;

public sealed class SynthTokenizerTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(50_257)]
    public void Create_AnySize_HasThatManyDistinctTokens(int size)
    {
        var tokenizer = SynthTokenizer.Create(size);

        Assert.Equal(size, tokenizer.Tokens.Count);
        Assert.Equal(size, tokenizer.Tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(size - 256 - 3, tokenizer.Merges.Count);
    }

    [Fact]
    public void Create_Always_MergesOnlyWhatExistsBeforeThem()
    {
        var tokenizer = SynthTokenizer.Create(20_000);
        var known = tokenizer.Tokens.Take(256).ToHashSet(StringComparer.Ordinal);

        for (var i = 0; i < tokenizer.Merges.Count; i++)
        {
            var sides = tokenizer.Merges[i].Split(' ');
            Assert.Equal(2, sides.Length);
            Assert.All(sides, side => Assert.Contains(side, known));
            Assert.Equal(tokenizer.Tokens[256 + i], sides[0] + sides[1]);
            known.Add(sides[0] + sides[1]);
        }
    }

    [Fact]
    public void Printable_EveryByte_IsDistinctAndVisible()
    {
        var all = Enumerable.Range(0, 256).Select(b => SynthTokenizer.Printable((byte)b)).ToArray();

        Assert.Equal(256, all.Distinct().Count());
        Assert.DoesNotContain(all, c => char.IsWhiteSpace(c) || char.IsControl(c));
        Assert.Equal(('Ġ', 'Ċ', 'a', 'Ń'), (all[' '], all['\n'], all['a'], all[0xAD]));
    }

    [Fact]
    public void Types_ControlTokens_AreLast()
    {
        var tokenizer = SynthTokenizer.Create(512);

        Assert.Equal(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], tokenizer.Tokens.TakeLast(3));
        Assert.Equal(3, tokenizer.Types().Count(t => t == 3));
        Assert.Equal("<|im_end|>", tokenizer.Tokens[tokenizer.TurnEnd]);
    }

    [Fact]
    public void Create_ThatFillsIn_HasThoseTokensBehindTheOthers()
    {
        var tokenizer = SynthTokenizer.Create(512, fillsIn: true);

        Assert.Equal(512, tokenizer.Tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["<|im_end|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"], tokenizer.Tokens.TakeLast(4));
        Assert.Equal("<|im_end|>", tokenizer.Tokens[tokenizer.TurnEnd]);
        Assert.Equal(6, tokenizer.Types().Count(t => t == 3));
    }
}
