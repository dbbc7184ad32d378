namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>A case for later runs.</summary>
public sealed record CaseRow
{
    /// <summary>Its number.</summary>
    public long Id { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>One line of JSON, as traces of the harness have it.</summary>
    public string Line { get; init; } = "";
}
