using System.Text.Json.Serialization;

namespace Pensieve.Harness.Runs;

/// <summary>How a case or a whole run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CaseStatus>))]
public enum CaseStatus
{
    /// <summary>Every check and threshold held.</summary>
    [JsonStringEnumMemberName("passed")] Passed,

    /// <summary>The target cannot undergo it; the reason is given. Never counted as passed.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,

    /// <summary>The samples do not decide it, either way.</summary>
    [JsonStringEnumMemberName("inconclusive")] Inconclusive,

    /// <summary>A validity gate broke: the figures say something about the generator, not about the target.</summary>
    [JsonStringEnumMemberName("invalid")] Invalid,

    /// <summary>A check or a threshold did not hold.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>The harness itself failed; nothing is known about the target.</summary>
    [JsonStringEnumMemberName("error")] Error,
}
