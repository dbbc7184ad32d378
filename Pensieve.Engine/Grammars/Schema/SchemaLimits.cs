namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Bounds of a schema; each is an error that names it.</summary>
internal static class SchemaLimits
{
    /// <summary>Schemas within each other; each is at most two containers of JSON.</summary>
    public const int MaxDepth = 32;

    /// <summary>Objects in the schema document, and properties declared by a mere true or false.</summary>
    public const int MaxNodes = 2000;

    /// <summary>Different values that a schema may describe, references and combinations resolved.</summary>
    public const int MaxValues = 4000;

    /// <summary>Characters of rules written plus keywords, names and values compared.</summary>
    public const int MaxWork = 20_000_000;

    /// <summary>Values that one enum lists.</summary>
    public const int MaxListed = 1000;

    /// <summary>UTF-16 length of a property's name.</summary>
    public const int MaxName = 256;

    /// <summary>UTF-16 length of a pattern.</summary>
    public const int MaxPattern = 256;

    /// <summary>Nesting of a value that a schema does not describe any further.</summary>
    public const int MaxFreeDepth = 24;

    /// <summary>Largest count that a keyword such as maxLength may give.</summary>
    public const int MaxCount = 100_000;
}
