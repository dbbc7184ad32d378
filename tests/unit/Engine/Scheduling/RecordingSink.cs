using System.Text;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>Collects what a decode loop reports, per request, and checks its order.</summary>
internal sealed class RecordingSink : IStepSink
{
    internal sealed class Story
    {
        public MemoryStream Text { get; } = new();
        public int Tokens { get; set; }
        public int Chunks { get; set; }
        public int Prompted { get; set; }
        public int Started { get; set; }
        public int Cached { get; set; } = -1;
        public List<GenerationResult> Ends { get; } = [];
        public List<PendingLogProbs> LogProbs { get; } = [];
        public GenerationResult Result => Assert.Single(Ends);
        public string Output => Encoding.UTF8.GetString(Text.ToArray());
    }

    public Dictionary<uint, Story> Stories { get; } = [];

    public List<StepStats> Steps { get; } = [];

    public Story this[uint handle] => Stories.TryGetValue(handle, out var story) ? story : Stories[handle] = new Story();

    public void Prompted(SequenceRequest request) => Open(request).Prompted++;

    public void Started(SequenceRequest request, int slot, int cachedTokens)
    {
        var story = Open(request);
        Assert.Equal(1, story.Prompted);
        story.Started++;
        story.Cached = cachedTokens;
    }

    public void Progress(SequenceRequest request, int promptDone) => Assert.InRange(promptDone, 1, Open(request) is null ? 0 : request.PromptLength);

    public void Chunk(SequenceRequest request, ReadOnlySpan<byte> utf8, int tokens, ReadOnlySpan<PendingLogProbs> logProbs)
    {
        var story = Open(request);
        Assert.Equal(1, story.Started);
        story.Text.Write(utf8);
        story.Tokens += tokens;
        story.Chunks++;
        story.LogProbs.AddRange(logProbs);
    }

    public void End(SequenceRequest request, GenerationResult result) => Open(request).Ends.Add(result);

    public void Flush(in StepStats stats) => Steps.Add(stats);

    public void Idle()
    {
    }

    private Story Open(SequenceRequest request)
    {
        var story = this[request.Handle];
        Assert.Empty(story.Ends);
        return story;
    }
}
