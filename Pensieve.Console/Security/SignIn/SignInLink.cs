using System.Security.Cryptography;
using System.Text;

namespace Pensieve.Console.Security.SignIn;

/// <summary>
/// The one-time link that the terminal shows: whoever can read the terminal is the administrator. 128 random bits; good for
/// one sign-in, after which there is a new one.
/// </summary>
public sealed class SignInLink
{
    private readonly Lock _lock = new();
    private string _token = NewToken();
    private int _used;

    /// <summary>A link was used; the new one is in force. Raised on the thread of the sign-in.</summary>
    public event Action? Renewed;

    /// <summary>Path and query of the link in force.</summary>
    public string Path
    {
        get
        {
            lock (_lock) return "/sign-in?t=" + _token;
        }
    }

    /// <summary>Whether any link was used since the start.</summary>
    public bool WasUsed => Volatile.Read(ref _used) != 0;

    /// <summary>Uses the token up; false = it is not the one in force.</summary>
    public bool TryUse(string token)
    {
        lock (_lock)
        {
            if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(Encoding.UTF8.GetBytes(_token)))) return false;
            _token = NewToken();
        }

        Volatile.Write(ref _used, 1);
        Renewed?.Invoke();
        return true;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
