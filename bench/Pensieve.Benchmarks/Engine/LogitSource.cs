namespace Pensieve.Benchmarks.Engine;

/// <summary>Logits as a language model gives them: a bell over the vocabulary with a few dozen tokens well above it.</summary>
internal static class LogitSource
{
    public static float[] Create(int vocabulary)
    {
        var random = new Random(vocabulary);
        var logits = new float[vocabulary];
        for (var i = 0; i < logits.Length; i++) logits[i] = 2.5f * Gaussian(random);
        for (var rank = 1; rank <= 60; rank++) logits[random.Next(vocabulary)] = 18 - 2.2f * MathF.Log(rank);
        return logits;
    }

    private static float Gaussian(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
