using System.Security.Cryptography;
using System.Text;

namespace Pensieve.Console.Api.Tools;

/// <summary>Ids of calls.</summary>
internal static class ToolIds
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 24;
    private const int ShortLength = 9;

    /// <summary>A new id in a dialect's own form.</summary>
    public static string Create(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Nine letters or digits that stand for an id: always the same ones, so that prompts stay the same.</summary>
    public static string Shorten(string id)
    {
        if (id.Length == ShortLength && id.All(char.IsAsciiLetterOrDigit)) return id;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        return string.Create(ShortLength, hash, static (text, hash) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Alphabet[hash[i] % Alphabet.Length];
        });
    }
}
