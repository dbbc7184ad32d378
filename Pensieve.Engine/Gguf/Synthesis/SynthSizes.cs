using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>Shapes by size: a few named ones, and any parameter count such as "350M" or "13B".</summary>
public static class SynthSizes
{
    private const int DefaultContext = 8192;

    private static readonly Dictionary<string, SynthShape> s_named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tiny"] = new(2, 64, 192, 2, 1, 4096, DefaultContext),
        ["60M"] = new(8, 512, 1536, 8, 4, 50_257, DefaultContext),
        ["0.5B"] = new(24, 896, 4864, 14, 2, 50_257, DefaultContext),
        ["1B"] = new(16, 2048, 8192, 32, 8, 50_257, DefaultContext),
        ["3B"] = new(28, 3072, 8192, 24, 8, 50_257, DefaultContext),
        ["7B"] = new(32, 4096, 11_008, 32, 32, 32_000, DefaultContext),
    };

    /// <summary>The named sizes, smallest first.</summary>
    public static IReadOnlyCollection<string> Names => s_named.Keys;

    /// <summary>
    /// Finds a shape: a name, or a count with K, M or B (100K to 1000B) for which the nearest sensible shape is chosen.
    /// Counts include the embedding and output matrices.
    /// </summary>
    public static bool TryGet(string size, [NotNullWhen(true)] out SynthShape? shape)
    {
        if (s_named.TryGetValue(size, out shape))
        {
            return true;
        }

        shape = TryParseCount(size, out var parameters) ? Nearest(parameters) : null;
        return shape is not null;
    }

    private static bool TryParseCount(string text, out double parameters)
    {
        var unit = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1e3, 'M' => 1e6, 'B' => 1e9, _ => 0 };
        var number = text.AsSpan(0, Math.Max(0, text.Length - 1));
        parameters = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value * unit
            : 0;
        return parameters is >= 1e5 and <= 1e12;
    }

    private static SynthShape? Nearest(double parameters)
    {
        // Small models with a large vocabulary are nearly all embedding: give them a small one, as trained ones have.
        var vocabulary = parameters < 3e7 ? 4096 : 50_257;
        if (parameters < 1e6)
        {
            vocabulary = 512;
        }

        SynthShape? best = null;
        var bestCost = double.MaxValue;
        for (var width = 32; width <= 32_768; width += width < 1024 ? 32 : 128)
        {
            var headWidth = width < 256 ? 32 : width < 2048 ? 64 : 128;
            var heads = width / headWidth;
            if (width % headWidth != 0 || (heads > 4 && heads % 4 != 0))
            {
                continue;
            }

            var kvHeads = heads % 4 == 0 ? heads / 4 : 1;
            var block = new SynthShape(1, width, 3 * width, heads, kvHeads, vocabulary, DefaultContext);
            var empty = block with { Layers = 0 };
            var perLayer = block.Parameters - empty.Parameters;
            var layers = (int)Math.Clamp(Math.Round((parameters - empty.Parameters) / perLayer), 1, 512);
            var candidate = block with { Layers = layers };

            // Miss of the count counts most; then how far width ÷ layers is from 64..128, where trained models sit.
            var miss = Math.Abs(Math.Log(candidate.Parameters / parameters));
            var aspect = Math.Abs(Math.Log2((double)width / layers / 96));
            var cost = (20 * miss) + Math.Max(0, aspect - 0.5);
            if (cost < bestCost)
            {
                (best, bestCost) = (candidate, cost);
            }
        }

        return best;
    }
}
