namespace Pensieve.Console.Store;

/// <summary>Why the database did not do what was asked.</summary>
public enum StoreFailureKind
{
    /// <summary>It cannot be reached or opened: server gone, no right to the file, an error of the disk.</summary>
    Unavailable,

    /// <summary>Another process held it for too long, or two changes got into each other's way.</summary>
    Locked,

    /// <summary>No room is left; nothing was written.</summary>
    Full,

    /// <summary>The file is not a database, or is damaged.</summary>
    Corrupt,

    /// <summary>It was written by a newer release.</summary>
    NewerSchema,

    /// <summary>What must be unique is there already. No trouble of the database's.</summary>
    Conflict,
}

/// <summary>An expected failure.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Message">One or two sentences: what is wrong and what to do. No secrets.</param>
public sealed record StoreFailure(StoreFailureKind Kind, string Message);
