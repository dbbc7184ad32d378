namespace Pensieve.Engine.Models;

/// <summary>How the hidden states of an input's tokens become one vector; the numbers are those of GGUF's pooling_type.</summary>
public enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean = 1,

    /// <summary>That of the first token.</summary>
    Cls = 2,

    /// <summary>That of the last token.</summary>
    Last = 3,
}
