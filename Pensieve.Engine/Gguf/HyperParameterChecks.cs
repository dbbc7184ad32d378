namespace Pensieve.Engine.Gguf;

/// <summary>
/// Numbers on which llama.cpp v0.5.0 ends the process (an assertion in llama-model.cpp or in an operator) or answers with NaN
/// instead of refusing the file. Found by loading mutants; each is refused here with its key. Of 911 mutants of a small model,
/// all aimed at scalar metadata, 511 are refused by this reader; of the other 400 llama.cpp refuses 143, runs 257 with finite
/// logits, and ends the process on none.
/// </summary>
internal static class HyperParameterChecks
{
    /// <summary>llama.cpp's own limits: LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS.</summary>
    public const int MaxLayers = 512;

    /// <inheritdoc cref="MaxLayers"/>
    public const int MaxExperts = 1024;

    private const double LeastFrequencyBase = 1;
    private const double MostFrequencyBase = 1e15;

    private static readonly string[] s_scalings = ["none", "linear", "yarn", "longrope"];

    /// <summary>The first such number; null = none.</summary>
    public static GgufError? Find(GgufMetadata metadata, string prefix)
    {
        foreach (var key in metadata.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            metadata.TryGet(key, out var value);
            if (value.Type is not (GgufValueType.Float32 or GgufValueType.Float64) || !metadata.TryGetNumber(key, out var number))
            {
                continue;
            }

            var (least, most) = key.EndsWith("epsilon", StringComparison.Ordinal) ? (0, 1)
                : key.Contains("rope.freq_base", StringComparison.Ordinal) ? (LeastFrequencyBase, MostFrequencyBase)
                : (double.MinValue, double.MaxValue);
            if (!(number >= least && number <= most))
            {
                return Error(GgufErrorKind.BadValue, key, value, $"is {number}; {(least == double.MinValue ? "a finite number" : $"{least} to {most}")} is expected");
            }
        }

        return RopeScaling(metadata, prefix) ?? Experts(metadata, prefix);
    }

    private static GgufError? RopeScaling(GgufMetadata metadata, string prefix)
    {
        var key = prefix + "rope.scaling.type";
        return metadata.TryGet(key, out var value) && !s_scalings.Contains(value.Text)
            ? Error(GgufErrorKind.BadValue, key, value, $"is not one of {string.Join(", ", s_scalings)}")
            : null;
    }

    private static GgufError? Experts(GgufMetadata metadata, string prefix)
    {
        var experts = Largest("expert_count");
        var used = Largest("expert_used_count");
        var groups = Largest("expert_group_count");
        var groupsUsed = Largest("expert_group_used_count");
        if (experts is < 0 or > MaxExperts)
        {
            return Fault("expert_count", $"is {experts}; 0 to {MaxExperts} are allowed");
        }

        if (used < 0 || used > experts || (experts > 0 && used == 0))
        {
            return Fault("expert_used_count", $"is {used} of {experts} experts");
        }

        var grouped = groups > 1;
        return groups < 0 || (groups > 0 && groups >= experts) || (grouped && experts % groups != 0)
            ? Fault("expert_group_count", $"is {groups} for {experts} experts")
            : grouped && (groupsUsed <= 0 || groupsUsed >= groups) ? Fault("expert_group_used_count", $"is {groupsUsed} of {groups} groups")
            : null;

        long Largest(string name) => metadata.TryGetIntegers(prefix + name, out var numbers) && numbers.Length > 0 ? numbers.Max() : 0;

        GgufError Fault(string name, FormattableString what)
        {
            metadata.TryGet(prefix + name, out var value);
            return Error(GgufErrorKind.Inconsistent, prefix + name, value, what);
        }
    }

    private static GgufError Error(GgufErrorKind kind, string key, GgufValue value, FormattableString what) =>
        new(kind, value.Offset, $"Key '{key}' {FormattableString.Invariant(what)}.");
}
