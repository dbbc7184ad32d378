namespace Pensieve.Console.Api.Reasoning;

/// <summary>What a request asks about thinking, whatever its dialect.</summary>
/// <param name="Enabled">Null = as the template does by itself.</param>
/// <param name="Budget">Most tokens of it; null = any.</param>
/// <param name="Effort">A level for templates that know levels; null = theirs.</param>
internal sealed record ThinkingRequest(bool? Enabled, int? Budget = null, string? Effort = null)
{
    /// <summary>Nothing is asked.</summary>
    public static ThinkingRequest ModelsOwn { get; } = new(Enabled: null);

    /// <summary>The request field that asks for thinking in so many words; a model that knows none refuses it. Null = it is a limit or a hint.</summary>
    public string? DemandedBy { get; init; }
}
