namespace Pensieve.Engine.Grammars;

/// <summary>Kinds of <see cref="GrammarNode"/>.</summary>
internal enum NodeKind : byte
{
    /// <summary>Takes one byte of the set with index Target.</summary>
    Byte,

    /// <summary>Goes on at Next and at Target.</summary>
    Split,

    /// <summary>Runs the rule that begins at Target, then Next.</summary>
    Call,

    /// <summary>Runs what begins at Target Min to Max times (-1 = any number), then Next.</summary>
    Loop,

    /// <summary>The end of a rule or of a loop's body.</summary>
    Return,
}

/// <summary>One step of a compiled grammar.</summary>
internal readonly record struct GrammarNode(NodeKind Kind, int Next = 0, int Target = 0, int Min = 0, int Max = 0);
