using System.Security.Cryptography;
using System.Text;

namespace Pensieve.Console.Security.Access;

/// <summary>
/// Lets a page send one request through the API with the rights of whoever looks at it, whichever way they came in: also where the
/// console asks nobody who they are and programs need a key. A pass holds for one request and <see cref="Lifetime"/>. Thread-safe.
/// </summary>
internal sealed class PagePasses(TimeProvider time)
{
    /// <summary>How long a pass waits for its request.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Most passes that wait; beyond, the oldest is void.</summary>
    public const int Capacity = 64;

    private const string Mark = "pass_";
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Digest, AccessIdentity Who, DateTimeOffset Until)> _open = new();

    /// <summary>A new pass, to be sent as a bearer token.</summary>
    public string Issue(AccessIdentity who)
    {
        var secret = Mark + RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_lock)
        {
            _open.AddFirst((Digest(secret), who, time.GetUtcNow() + Lifetime));
            if (_open.Count > Capacity) _open.RemoveLast();
        }

        return secret;
    }

    /// <summary>Whose pass it is, which is void from now on; null = it is none.</summary>
    public AccessIdentity? Redeem(string secret)
    {
        if (!secret.StartsWith(Mark, StringComparison.Ordinal)) return null;
        var digest = Digest(secret);
        lock (_lock)
        {
            for (var node = _open.First; node is not null; node = node.Next)
            {
                if (node.Value.Digest != digest) continue;
                _open.Remove(node);
                return node.Value.Until > time.GetUtcNow() ? node.Value.Who : null;
            }
        }

        return null;
    }

    // Digests may be compared in any time: a guess tells nothing about the secret.
    private static string Digest(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
