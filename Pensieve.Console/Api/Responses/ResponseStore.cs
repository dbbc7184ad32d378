namespace Pensieve.Console.Api.Responses;

/// <summary>
/// The answers of late, in memory only: a restart forgets them. Bounded by number and size; the oldest go first. Callers of
/// different scopes do not see each other's.
/// </summary>
internal sealed class ResponseStore
{
    /// <summary>Most answers kept.</summary>
    public const int MaxCount = 512;

    /// <summary>Most bytes kept, about.</summary>
    public const long MaxBytes = 64L << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<StoredResponse>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Scope, string Id), (StoredResponse Response, StoredItem Item)> _byItem = [];
    private readonly LinkedList<StoredResponse> _byAge = [];
    private long _bytes;

    /// <summary>Keeps an answer; one too large for the whole store is not kept.</summary>
    public void Add(StoredResponse response)
    {
        if (response.Size > MaxBytes) return;
        lock (_gate)
        {
            _byId[response.Id] = _byAge.AddLast(response);
            foreach (var item in response.Own) _byItem[(response.Scope, item.Id)] = (response, item);
            _bytes += response.Size;
            while (_byId.Count > MaxCount || _bytes > MaxBytes) Remove(_byAge.First!);
        }
    }

    /// <summary>An answer of the caller's own; null = it is not kept (any more).</summary>
    public StoredResponse? Find(string scope, string id)
    {
        lock (_gate) return _byId.TryGetValue(id, out var node) && node.Value.Scope == scope ? node.Value : null;
    }

    /// <summary>An item of an answer of the caller's own, or of what was asked.</summary>
    public StoredItem? FindItem(string scope, string id)
    {
        lock (_gate) return _byItem.TryGetValue((scope, id), out var found) ? found.Item : null;
    }

    /// <summary>Forgets an answer; false = it was not kept.</summary>
    public bool Delete(string scope, string id)
    {
        lock (_gate)
        {
            if (!_byId.TryGetValue(id, out var node) || node.Value.Scope != scope) return false;
            Remove(node);
            return true;
        }
    }

    private void Remove(LinkedListNode<StoredResponse> node)
    {
        _byAge.Remove(node);
        _byId.Remove(node.Value.Id);
        // An item that was sent again under its id belongs to the later answer.
        foreach (var item in node.Value.Own)
            if (_byItem.TryGetValue((node.Value.Scope, item.Id), out var known) && ReferenceEquals(known.Response, node.Value)) _byItem.Remove((node.Value.Scope, item.Id));
        _bytes -= node.Value.Size;
    }
}
