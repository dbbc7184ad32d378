namespace Pensieve.Console.Features.Playground;

/// <summary>A session at one moment, for whoever writes it down on another thread. Its answers may still grow; nothing else changes.</summary>
internal sealed record PlaygroundShape(string Id, string Owner, bool IsText, string System, string Tools, string Schema, string Draft, IReadOnlyList<PlaygroundSideShape> Sides)
{
    /// <summary>Whether anything was said.</summary>
    public bool IsEmpty => Sides.All(s => s.Entries.Count == 0);

    /// <summary>What the user said first; "" = nothing.</summary>
    public string Title => Sides.SelectMany(s => s.Entries).FirstOrDefault(e => e.Role == "user")?.Text ?? "";
}

/// <summary>One side of it.</summary>
internal sealed record PlaygroundSideShape(string Model, IReadOnlyDictionary<string, string> Numbers, string Stop, string Effort, IReadOnlyList<PlaygroundEntry> Entries);
