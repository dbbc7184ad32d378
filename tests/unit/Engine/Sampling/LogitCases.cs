namespace Pensieve.Tests.Unit.Engine.Sampling;

/// <summary>Logits of the shapes that models give, and of those that break samplers.</summary>
internal static class LogitCases
{
    public static float[] Random(Random random, int vocabularySize)
    {
        var logits = new float[vocabularySize];
        var shape = random.Next(8);
        var spread = random.NextSingle() * 8;
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = shape switch
            {
                0 => 1.5f,
                1 => random.Next(4),
                2 => i,
                3 => -i * 0.01f,
                4 => (random.Next(3) - 1) * 0f,
                _ => spread * Gaussian(random),
            };
        }

        if (random.Next(3) == 0) Scatter(float.NegativeInfinity);
        if (random.Next(4) == 0) Scatter(float.NaN);
        if (random.Next(12) == 0) Scatter(float.PositiveInfinity);
        if (random.Next(12) == 0) Scatter(float.MinValue);
        if (random.Next(4) == 0) logits[random.Next(logits.Length)] += 15;
        return logits;

        void Scatter(float value)
        {
            for (var n = random.Next(1, Math.Max(2, vocabularySize / 2)); n > 0; n--) logits[random.Next(logits.Length)] = value;
        }
    }

    public static float Gaussian(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
