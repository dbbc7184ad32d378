using System.Text;

namespace Pensieve.Console.Features.Requests;

/// <summary>A body as it was received.</summary>
/// <param name="Path">Route it was sent to.</param>
/// <param name="Json">UTF-8 text.</param>
public sealed record KeptBody(string Path, string Json);

/// <summary>
/// Bodies of the latest requests, only while an operator has switched that on: off at every start, in memory alone, bounded;
/// switching off forgets them. Thread-safe.
/// </summary>
public sealed class RequestBodies
{
    /// <summary>Most bodies kept; beyond, the oldest goes.</summary>
    public const int MaxCount = 100;

    /// <summary>Most bytes of one body; a larger one is not kept.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>Most bytes of all; beyond, the oldest goes.</summary>
    public const int MaxBytes = 16 << 20;

    private const int KeyLength = 24;
    private readonly Lock _lock = new();
    private readonly Queue<(string Key, string Path, byte[] Json)> _kept = new();
    private long _bytes;
    private volatile bool _enabled;

    /// <summary>Bodies are being kept.</summary>
    public bool Enabled => _enabled;

    /// <summary>How many are kept, and their bytes.</summary>
    public (int Count, long Bytes) Held
    {
        get { lock (_lock) return (_kept.Count, _bytes); }
    }

    /// <summary>Begins or ends keeping; ending forgets everything.</summary>
    public void Switch(bool on)
    {
        lock (_lock)
        {
            _enabled = on;
            if (on) return;
            _kept.Clear();
            _bytes = 0;
        }
    }

    /// <summary>Keeps a body, if that is on and it is not too large.</summary>
    /// <param name="requestId">Id of the HTTP request.</param>
    /// <param name="path">Its route.</param>
    /// <param name="json">Its body.</param>
    public void Keep(string requestId, string path, ReadOnlySpan<byte> json)
    {
        if (!_enabled || json.Length > MaxBodyBytes) return;
        var copy = json.ToArray();
        lock (_lock)
        {
            if (!_enabled) return;
            _kept.Enqueue((Key(requestId), path, copy));
            _bytes += copy.Length;
            while (_kept.Count > MaxCount || _bytes > MaxBytes) _bytes -= _kept.Dequeue().Json.Length;
        }
    }

    /// <summary>The body of a request; null = not kept.</summary>
    /// <param name="recordId">Id of the request's record, in whatever dialect.</param>
    public KeptBody? Find(string recordId)
    {
        var key = Key(recordId);
        lock (_lock)
        {
            foreach (var (known, path, json) in _kept)
                if (known == key) return new KeptBody(path, Encoding.UTF8.GetString(json));
        }

        return null;
    }

    /// <summary>What the ids of one request have in common: the random part, without the dialect's prefix and the choice's number.</summary>
    public static string Key(string id)
    {
        for (var (i, run) = (0, 0); i < id.Length; i++)
        {
            run = char.IsAsciiLetterOrDigit(id[i]) ? run + 1 : 0;
            if (run == KeyLength) return id.Substring(i - KeyLength + 1, KeyLength);
        }

        return id;
    }
}
