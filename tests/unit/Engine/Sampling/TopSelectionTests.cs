using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class TopSelectionTests
{
    [Fact]
    public void Best_RandomCases_AgreesWithAFullSort()
    {
        var random = new Random(3);
        var selection = new TopSelection();
        for (var round = 0; round < 3000; round++)
        {
            var logits = LogitCases.Random(random, random.Next(1, round % 20 == 0 ? 20_000 : 800));
            var k = random.Next(3) == 0 ? random.Next(logits.Length + 2) : random.Next(50);
            var expected = Enumerable.Range(0, logits.Length)
                .Where(i => logits[i] > float.NegativeInfinity)
                .OrderByDescending(i => logits[i]).ThenBy(i => i).Take(k).ToArray();
            var best = selection.Best(logits, k).ToArray();
            Assert.Equal(expected, best.Select(RankKey.Token));
            Assert.Equal(expected.Select(i => logits[i]), best.Select(RankKey.Score));
        }
    }

    [Fact]
    public void MoveBestToFront_AdversarialOrders_FindsTheBest()
    {
        var random = new Random(4);
        foreach (var length in new[] { 1, 2, 3, 17, 100, 5000 })
        foreach (var order in new Func<int, ulong>[] { i => (ulong)i, i => (ulong)(length - i), i => (ulong)(i < length / 2 ? i : length * 2 - i) })
        {
            var keys = Enumerable.Range(0, length).Select(order).ToArray();
            var k = random.Next(1, length + 1);
            var expected = keys.OrderDescending().Take(k).ToArray();
            PartialSelection.MoveBestToFront(keys, k);
            Assert.Equal(expected, keys[..k].OrderDescending());
            Assert.Equal(expected[^1], keys[k - 1]);
        }
    }
}
