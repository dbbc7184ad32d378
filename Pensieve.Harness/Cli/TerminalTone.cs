namespace Pensieve.Harness.Cli;

/// <summary>Colours of a line, by their SGR codes.</summary>
internal enum TerminalTone
{
    /// <summary>The terminal's own.</summary>
    Plain = 0,

    /// <summary>Bad.</summary>
    Red = 31,

    /// <summary>Good.</summary>
    Green = 32,

    /// <summary>To be looked at.</summary>
    Yellow = 33,

    /// <summary>By the way.</summary>
    Grey = 90,
}
