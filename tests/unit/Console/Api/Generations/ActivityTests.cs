using System.Diagnostics;
using Pensieve.Console.Api.Telemetry;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class ActivityTests
{
    [Fact]
    public async Task Request_WithAListener_IsOneActivityWithItsPhases()
    {
        await using var server = await ApiServer.StartAsync();
        var stopped = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RequestActivity.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await server.PostForStreamAsync(Route.Messages.Path, Route.Messages.With("stream", "true"));

        // The activity ends after the last byte was sent; other tests' servers may run beside this one.
        var id = server.LastRequest.Id;
        await Wait.UntilAsync(() => stopped.Any(a => Equals(a.GetTagItem("gen_ai.response.id"), id)), "the activity's end");
        var activity = stopped.Single(a => Equals(a.GetTagItem("gen_ai.response.id"), id));
        Assert.Equal("tiny", activity.GetTagItem("gen_ai.request.model"));
        Assert.Equal(2, activity.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal("EndOfTurn", activity.GetTagItem("pensieve.finish_reason"));
    }

    [Fact]
    public void End_WithPhases_PlacesThemOnTheWallClock()
    {
        using var activity = new Activity("generate").Start();
        var now = Pensieve.Engine.Requests.EngineClock.NowNs;
        RequestActivity.End(activity, new Pensieve.Engine.Requests.GenerationResult
        {
            Reason = Pensieve.Engine.Requests.FinishReason.EndOfTurn,
            Phases = new Pensieve.Engine.Requests.RequestPhases { Received = now - 2_000_000_000, FirstToken = now - 1_000_000_000, Ended = now },
        });
        var events = activity.Events.ToDictionary(e => e.Name, e => e.Timestamp);
        Assert.Equal(["received", "first_token", "ended"], activity.Events.Select(e => e.Name));
        Assert.Equal(1.0, (events["first_token"] - events["received"]).TotalSeconds, 3);
        Assert.Equal(1.0, (events["ended"] - events["first_token"]).TotalSeconds, 3);
    }
}
