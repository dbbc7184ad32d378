using System.Text.Json.Serialization;

namespace Pensieve.Harness.Verdicts;

/// <summary>What a comparison says of one metric.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChangeVerdict>))]
public enum ChangeVerdict
{
    /// <summary>No change that would matter: the 90 % interval lies inside ±δ.</summary>
    [JsonStringEnumMemberName("equivalent")] Equivalent,

    /// <summary>Better by more than δ.</summary>
    [JsonStringEnumMemberName("improved")] Improved,

    /// <summary>Worse by more than δ.</summary>
    [JsonStringEnumMemberName("regressed")] Regressed,

    /// <summary>The samples do not decide.</summary>
    [JsonStringEnumMemberName("inconclusive")] Inconclusive,
}
