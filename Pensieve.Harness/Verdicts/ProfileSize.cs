using System.Text.Json.Serialization;

namespace Pensieve.Harness.Verdicts;

/// <summary>How thorough a run is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProfileSize>))]
public enum ProfileSize
{
    /// <summary>After a deployment: a few marked cases of every suite with the figures of <see cref="Quick"/>, about two minutes for all.</summary>
    [JsonStringEnumMemberName("smoke")] Smoke,

    /// <summary>All suites within ten minutes.</summary>
    [JsonStringEnumMemberName("quick")] Quick,

    /// <summary>About an hour.</summary>
    [JsonStringEnumMemberName("standard")] Standard,

    /// <summary>Many hours, for a release.</summary>
    [JsonStringEnumMemberName("full")] Full,
}
