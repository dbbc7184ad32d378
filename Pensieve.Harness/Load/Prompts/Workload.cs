using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load.Prompts;

/// <summary>Workloads made of functions and of other workloads.</summary>
public static class Workload
{
    /// <summary>Each call made from its index.</summary>
    public static IWorkload Of(Func<int, GenerationCall> make) => new Made(make);

    /// <summary>The calls of a list, again and again.</summary>
    public static IWorkload Cycle(IReadOnlyList<GenerationCall> calls) => new Made(i => calls[i % calls.Count]);

    /// <summary>A mixture by weight; the kind of each index follows from the seed.</summary>
    public static IWorkload Mix(int seed, params IReadOnlyList<(string Kind, double Weight, IWorkload Workload)> parts)
    {
        var total = parts.Sum(p => p.Weight);
        return new Made(index =>
        {
            var draw = new Random(HashCode(seed, index)).NextDouble() * total;
            var part = parts[^1];
            foreach (var candidate in parts)
            {
                if (draw < candidate.Weight)
                {
                    part = candidate;
                    break;
                }

                draw -= candidate.Weight;
            }

            return part.Workload.Call(index) with { Kind = part.Kind };
        });
    }

    /// <summary>A seed for one index: equal on every machine.</summary>
    public static int HashCode(int seed, int index)
    {
        // SplitMix64's finalizer.
        var z = unchecked(((ulong)(uint)seed << 32) | (uint)index) + 0x9E3779B97F4A7C15UL;
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }

    private sealed class Made(Func<int, GenerationCall> make) : IWorkload
    {
        public GenerationCall Call(int index) => make(index);
    }
}
