using System.Numerics;

namespace Pensieve.Engine.Sampling;

/// <summary>Quickselect over unique keys.</summary>
internal static class PartialSelection
{
    private const int SmallEnoughToSort = 16;

    /// <summary>Reorders so that the k largest come first and the k-th largest stands at index k - 1. 1 ≤ k ≤ length.</summary>
    public static void MoveBestToFront(Span<ulong> keys, int k)
    {
        var patience = 2 * BitOperations.Log2((uint)keys.Length);
        while (keys.Length > SmallEnoughToSort && patience-- > 0)
        {
            var split = Partition(keys);
            if (split == k - 1) return;
            if (split >= k)
            {
                keys = keys[..split];
            }
            else
            {
                keys = keys[(split + 1)..];
                k -= split + 1;
            }
        }

        keys.Sort();
        keys.Reverse();
    }

    // Larger keys to the left of the pivot, smaller to the right; returns the pivot's place.
    private static int Partition(Span<ulong> keys)
    {
        var last = keys.Length - 1;
        var middle = last / 2;
        if (keys[middle] < keys[last]) (keys[middle], keys[last]) = (keys[last], keys[middle]);
        if (keys[0] < keys[last]) (keys[0], keys[last]) = (keys[last], keys[0]);
        if (keys[middle] < keys[0]) (keys[middle], keys[0]) = (keys[0], keys[middle]);

        // The median of the three is now first.
        var pivot = keys[0];
        var left = 0;
        for (var i = 1; i < keys.Length; i++)
        {
            var key = keys[i];
            // Swaps without a branch: the comparison is a coin toss to the predictor.
            var larger = key > pivot ? 1 : 0;
            keys[i] = keys[left + 1];
            keys[left + 1] = key;
            left += larger;
        }

        (keys[0], keys[left]) = (keys[left], keys[0]);
        return left;
    }
}
