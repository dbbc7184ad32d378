namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>A system prompt with a name.</summary>
public sealed record PresetRow
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its text.</summary>
    public string Body { get; init; } = "";
}
