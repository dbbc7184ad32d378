using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>Which requests a page shows, apart from their time; null or empty = any.</summary>
/// <param name="Model">Model id.</param>
/// <param name="End">Key of an ending, or "failed" for all failures.</param>
/// <param name="Route">API route.</param>
/// <param name="Text">Part of the id or of the failure's sentence.</param>
/// <param name="MinMs">Least total duration in milliseconds.</param>
public sealed record RequestFilter(string? Model = null, string? End = null, string? Route = null, string? Text = null, int? MinMs = null)
{
    /// <summary>Value of <see cref="End"/> that stands for every failure.</summary>
    public const string AnyFailure = "failed";

    /// <summary>It lets everything pass.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Model) && string.IsNullOrEmpty(End) && string.IsNullOrEmpty(Route) && string.IsNullOrWhiteSpace(Text) && MinMs is null or 0;

    /// <summary>Whether a request passes.</summary>
    public bool Matches(RequestRecord record) =>
        (string.IsNullOrEmpty(Model) || record.Model == Model)
        && (string.IsNullOrEmpty(Route) || record.Source == Route)
        && (MinMs is null || record.TotalMs >= MinMs)
        && (string.IsNullOrEmpty(End) || (End == AnyFailure ? record.Result.Reason == FinishReason.Failed : RequestEnding.Of(record.Result).Key == End))
        && (string.IsNullOrWhiteSpace(Text)
            || record.Id.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase)
            || record.Result.Failure?.Message.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase) == true);
}
