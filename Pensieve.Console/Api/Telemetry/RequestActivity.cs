using System.Diagnostics;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Telemetry;

/// <summary>One activity per request with its phases as events; costs nothing while nobody listens.</summary>
internal static class RequestActivity
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "Pensieve";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Starts the activity of a request; null = nobody listens.</summary>
    public static Activity? Start(IModelSession model, GenerationRequest request)
    {
        var activity = s_source.StartActivity("generate", ActivityKind.Server);
        activity?.SetTag("gen_ai.request.model", model.Id);
        activity?.SetTag("gen_ai.response.id", request.Id);
        activity?.SetTag("pensieve.source", request.Source);
        activity?.SetTag("pensieve.streaming", request.Streaming);
        return activity;
    }

    /// <summary>Adds outcome and phases.</summary>
    public static void End(Activity? activity, GenerationResult result)
    {
        if (activity is null) return;
        activity.SetTag("gen_ai.usage.input_tokens", result.Usage.PromptTokens);
        activity.SetTag("gen_ai.usage.output_tokens", result.Usage.OutputTokens);
        activity.SetTag("pensieve.cached_tokens", result.Usage.CachedTokens);
        activity.SetTag("pensieve.finish_reason", result.Reason.ToString());
        if (result.Failure is { } failure) activity.SetStatus(ActivityStatusCode.Error, failure.Kind.ToString());

        // Phases are monotonic stamps; one reading of both clocks places them on the wall clock.
        var (wall, now) = (DateTimeOffset.UtcNow, EngineClock.NowNs);
        var phases = result.Phases;
        Add("received", phases.Received);
        Add("submitted", phases.Submitted);
        Add("queued", phases.Queued);
        Add("slot_assigned", phases.SlotAssigned);
        Add("prefill_done", phases.PrefillDone);
        Add("first_token", phases.FirstToken);
        Add("last_token", phases.LastToken);
        Add("ended", phases.Ended);

        void Add(string name, long stamp)
        {
            if (stamp > 0) activity.AddEvent(new ActivityEvent(name, wall.AddTicks((stamp - now) / 100)));
        }
    }
}
