using System.Security.Cryptography;
using System.Text;

namespace Pensieve.Console.Security.Keys;

/// <summary>
/// The secret itself: "pv-" and 43 characters out of 62, 256 random bits. It is shown once and kept as its SHA-256: against
/// random bits nobody can try guesses, which is all that a slow password hash would be for, and the hash is computed for
/// every request.
/// </summary>
public static class KeySecret
{
    /// <summary>What every secret begins with, so that scanners find one that leaked.</summary>
    public const string Mark = "pv-";

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 43;
    private const int Shown = 8;

    /// <summary>A new one.</summary>
    public static string Create() => Mark + RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>What may be shown of it for ever: 5 of its 43 characters.</summary>
    public static string PrefixOf(string secret) => secret[..Shown];

    /// <summary>What is kept of it.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
