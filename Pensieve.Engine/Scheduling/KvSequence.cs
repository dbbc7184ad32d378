namespace Pensieve.Engine.Scheduling;

/// <summary>What a native sequence id is used for.</summary>
internal enum KvUse
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>A running request.</summary>
    Active,

    /// <summary>Kept after its request for reuse.</summary>
    Retained,
}

/// <summary>One native sequence: exactly the tokens that are in its KV, and the cells that hold them.</summary>
internal sealed class KvSequence(int id)
{
    /// <summary>Native sequence id.</summary>
    public int Id => id;

    /// <summary>What it is used for; changed by <see cref="KvLedger"/> only.</summary>
    public KvUse Use { get; internal set; }

    /// <summary>Only requests of the same scope may reuse it.</summary>
    public string Scope { get; internal set; } = "";

    /// <summary>Order of last use; larger = later.</summary>
    public long LastUse { get; internal set; }

    /// <summary>Token ids in KV, by position.</summary>
    internal List<int> Tokens { get; } = [];

    /// <summary>Ledger cell of each position.</summary>
    internal List<int> Cells { get; } = [];

    /// <summary>Positions in KV.</summary>
    public int Length => Tokens.Count;
}
