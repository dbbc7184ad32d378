using System.Collections.Immutable;

namespace Pensieve.Engine.Requests;

/// <summary>What stands around the thinking in an output. Compared with the bytes the model produced, wherever tokens divide them.</summary>
public sealed record ReasoningMarks
{
    /// <summary>Any of these opens thinking, at the start of the output or straight after other thinking; white space may come before.</summary>
    public required ImmutableArray<string> Opens { get; init; }

    /// <summary>Closes it.</summary>
    public required string Close { get; init; }

    /// <summary>Marks that may open the answer; they are no part of it.</summary>
    public ImmutableArray<string> AnswerOpens { get; init; } = [];

    /// <summary>A mark that ends a part of the answer, after which thinking or another part may come; null = none.</summary>
    public string? AnswerClose { get; init; }

    /// <summary>What is put in the model's mouth when its budget is used up: the closing mark, with what the model would write around it.</summary>
    public required string ForcedClose { get; init; }
}

/// <summary>How the thinking of one generation is told from its answer. Stop strings are looked for in the answer only.</summary>
public sealed record ReasoningOptions
{
    /// <summary>The marks.</summary>
    public required ReasoningMarks Marks { get; init; }

    /// <summary>The prompt ends with the opening mark: the output begins inside.</summary>
    public bool StartsInside { get; init; }

    /// <summary>
    /// Most tokens of thinking, marks included (but never fewer than the closing mark has); null = any. When it is used up
    /// the closing mark is forced and the answer goes on.
    /// </summary>
    public int? Budget { get; init; }
}
