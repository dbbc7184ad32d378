using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Features.Playground;

/// <summary>
/// One conversation, or two side by side: what is set and what was said. Kept by the server under the id in the address, so that
/// a reload, a lost connection or a closed tab ends nothing. Changed by one page at a time, on its circuit.
/// </summary>
internal sealed class PlaygroundSession(string id, string owner, PlaygroundRunner runner, Action<PlaygroundShape> keep)
{
    private volatile PlaygroundShape? _shape;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Id of who began it.</summary>
    public string Owner => owner;

    /// <summary>A raw completion rather than a chat.</summary>
    public bool IsText { get; set; }

    /// <summary>The system prompt; "" = none.</summary>
    public string System { get; set; } = "";

    /// <summary>Tools as a JSON list; "" = none.</summary>
    public string Tools { get; set; } = "";

    /// <summary>A JSON schema that answers must match; "" = none.</summary>
    public string Schema { get; set; } = "";

    /// <summary>What stands in the field and is not sent.</summary>
    public string Draft { get; set; } = "";

    /// <summary>One or two.</summary>
    public List<PlaygroundSide> Sides { get; } = [new()];

    /// <summary>An answer is being made.</summary>
    public bool IsRunning => Sides.Exists(s => s.IsRunning);

    /// <summary>Sends a message, or a text to continue, to every side.</summary>
    public void Send(string text)
    {
        foreach (var side in Sides)
        {
            if (IsText) side.Entries.Clear();
            side.Entries.Add(new PlaygroundEntry("user", text));
            Ask(side);
        }

        Keep();
    }

    /// <summary>Sends the results of the calls of a side's newest answer, in their order.</summary>
    public void SendResults(PlaygroundSide side, IReadOnlyList<string> results)
    {
        if (side.Last is not { } answer) return;
        foreach (var (call, result) in answer.Calls.Zip(results)) side.Entries.Add(new PlaygroundEntry("tool", result, CallId: call.Id));
        Ask(side);
        Keep();
    }

    /// <summary>Asks again for a side's newest answer.</summary>
    public void Again(PlaygroundSide side)
    {
        if (side.Last is null || side.IsRunning) return;
        side.Entries.RemoveAt(side.Entries.Count - 1);
        Ask(side);
        Keep();
    }

    /// <summary>Ends what runs.</summary>
    public void Stop()
    {
        foreach (var side in Sides) side.Last?.Stop();
    }

    /// <summary>Forgets what was said.</summary>
    public void Clear()
    {
        Stop();
        foreach (var side in Sides) side.Entries.Clear();
        Keep();
    }

    /// <summary>Has it written down as it is now. A session in which nothing was ever said leaves no trace.</summary>
    public void Keep()
    {
        var shape = new PlaygroundShape(id, owner, IsText, System, Tools, Schema, Draft,
            [.. Sides.Select(s => new PlaygroundSideShape(s.Model, new Dictionary<string, string>(s.Numbers, StringComparer.Ordinal), s.Stop, s.Effort, [.. s.Entries]))]);
        if (shape.IsEmpty && _shape is null) return;
        _shape = shape;
        keep(shape);
    }

    /// <summary>It is as it was kept.</summary>
    internal void MarkKept() => _shape = new PlaygroundShape(id, owner, IsText, System, Tools, Schema, Draft, []);

    // On the answer's thread, which must not look at what the page may be changing.
    private void OnEnded()
    {
        if (_shape is { IsEmpty: false } shape) keep(shape);
    }

    /// <summary>Adds a second side with the settings of the first, or takes it away.</summary>
    public void Compare(bool on)
    {
        if (on == Sides.Count > 1) return;
        if (!on)
        {
            Sides[1].Last?.Stop();
            Sides.RemoveAt(1);
            return;
        }

        var side = new PlaygroundSide { Model = Sides[0].Model, Stop = Sides[0].Stop, Effort = Sides[0].Effort };
        side.Numbers.Clear();
        foreach (var (name, text) in Sides[0].Numbers) side.Numbers[name] = text;
        Sides.Add(side);
    }

    private void Ask(PlaygroundSide side)
    {
        var path = IsText ? PlaygroundRunner.TextPath : PlaygroundRunner.ChatPath;
        var (json, error) = PlaygroundBody.Write(this, side);
        side.Entries.Add(new PlaygroundEntry("assistant", "", error is null ? runner.Start(path, json!, side.Model, OnEnded) : PlaygroundRunner.Refuse(path, side.Model, error)));
    }
}
