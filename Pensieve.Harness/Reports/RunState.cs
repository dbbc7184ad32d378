using System.Reflection;
using System.Text.Json.Serialization;
using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Reports;

/// <summary>Where a run or a case stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Its turn has not come.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Under way.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Its record ends before it does: the process was lost.</summary>
    [JsonStringEnumMemberName("interrupted")] Interrupted,

    /// <summary>Every check and threshold held.</summary>
    [JsonStringEnumMemberName("passed")] Passed,

    /// <summary>The target cannot undergo it.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,

    /// <summary>The samples do not decide it.</summary>
    [JsonStringEnumMemberName("inconclusive")] Inconclusive,

    /// <summary>A validity gate broke.</summary>
    [JsonStringEnumMemberName("invalid")] Invalid,

    /// <summary>A check or a threshold did not hold.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>The harness itself failed.</summary>
    [JsonStringEnumMemberName("error")] Error,
}

/// <summary>Words and order of <see cref="RunState"/>.</summary>
public static class RunStates
{
    // The words are those of the record.
    private static readonly string[] s_words = Array.ConvertAll(
        Enum.GetNames<RunState>(), name => typeof(RunState).GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    /// <summary>The state of something that ended so.</summary>
    public static RunState Of(CaseStatus status) => status switch
    {
        CaseStatus.Passed => RunState.Passed,
        CaseStatus.Skipped => RunState.Skipped,
        CaseStatus.Inconclusive => RunState.Inconclusive,
        CaseStatus.Invalid => RunState.Invalid,
        CaseStatus.Failed => RunState.Failed,
        _ => RunState.Error,
    };

    /// <summary>"passed", "failed" …, as the record and every report write it.</summary>
    public static string Word(RunState state) => s_words[(int)state];

    /// <summary>The state of that word; null = there is none.</summary>
    public static RunState? Parse(string word) => Array.IndexOf(s_words, word) is >= 0 and var at ? (RunState)at : null;

    /// <summary>A sign that tells it without colour.</summary>
    public static string Sign(RunState state) => state switch
    {
        RunState.Passed => "✓",
        RunState.Failed or RunState.Error => "✗",
        RunState.Skipped => "–",
        RunState.Running => "▶",
        RunState.Pending => "·",
        _ => "?",
    };

    /// <summary>True once nothing more will come.</summary>
    public static bool IsOver(RunState state) => state is not (RunState.Pending or RunState.Running);
}
