using System.Text;
using Bogus;

namespace Pensieve.Harness.Load.Prompts;

/// <summary>
/// Realistic text from a seed: sentences of plain English about people, things and places, in which no two seeds agree for long. It is
/// cut to an exact number of tokens by the target's own tokenizer; with an estimate, it is as near as the estimate.
/// </summary>
public static class PromptText
{
    private const int FirstGuessBytes = 5;
    private const int MaxRounds = 12;

    /// <summary>Text of roughly so many words.</summary>
    public static string Words(int seed, int words)
    {
        var faker = new Faker("en") { Random = new Randomizer(seed) };
        var text = new StringBuilder();
        var count = 0;
        while (count < words)
        {
            var sentence = Sentence(faker);
            text.Append(text.Length == 0 ? "" : " ").Append(sentence);
            count += sentence.Count(c => c == ' ') + 1;
        }

        return text.ToString();
    }

    /// <summary>A user's question or remark.</summary>
    public static string Question(int seed)
    {
        var faker = new Faker("en") { Random = new Randomizer(seed) };
        return faker.Random.Int(0, 4) switch
        {
            0 => $"What should I know about {faker.Address.City()} before I move there with {faker.Random.Int(1, 4)} children?",
            1 => $"Write a short note to {faker.Name.FirstName()} about the {faker.Commerce.ProductName().ToLowerInvariant()} that arrived late.",
            2 => $"{faker.Name.FirstName()} has {faker.Random.Int(3, 90)} crates and sells {faker.Random.Int(1, 40)} a day. When are they gone?",
            3 => $"Compare {faker.Company.CompanyName()} and {faker.Company.CompanyName()} in two sentences.",
            _ => $"Explain to a {faker.Name.JobTitle().ToLowerInvariant()} how {faker.Hacker.Noun()} is used to {faker.Hacker.Verb()} a {faker.Hacker.Noun()}.",
        };
    }

    /// <summary>A conversation that ends with the user's turn.</summary>
    /// <param name="seed">Same seed, same conversation.</param>
    /// <param name="turns">Turns, odd.</param>
    public static IReadOnlyList<Wire.ChatTurn> Conversation(int seed, int turns) =>
        [.. Enumerable.Range(0, turns | 1).Select(i => i % 2 == 0
            ? new Wire.ChatTurn("user", Question(Workload.HashCode(seed, i)))
            : new Wire.ChatTurn("assistant", Words(Workload.HashCode(seed, i), 30)))];

    /// <summary>
    /// Text of exactly so many tokens, or as near as the counter allows; the number says how many there are. It is found by cutting a
    /// longer text by bisection and mending the rest by single words.
    /// </summary>
    public static async Task<(string Text, int Tokens)> ExactAsync(ITokenCounter counter, int seed, int tokens, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        var source = Words(seed, (tokens * 2) + 16);
        int low = 1, high = source.Length;
        var best = (Text: source[..Math.Min(high, tokens * FirstGuessBytes)], Tokens: 0);
        best.Tokens = await counter.CountAsync(best.Text, cancellationToken);
        for (var round = 0; round < MaxRounds + Math.Log2(source.Length) && best.Tokens != tokens && low <= high; round++)
        {
            // The first cuts follow the density seen so far, the last ones halve.
            var at = round < 3 && best.Tokens > 0 ? Math.Clamp((int)((double)best.Text.Length * tokens / best.Tokens), low, high) : (low + high) / 2;
            var text = source[..at];
            var count = await counter.CountAsync(text, cancellationToken);
            if (Math.Abs(count - tokens) < Math.Abs(best.Tokens - tokens)) best = (text, count);
            if (count < tokens) low = at + 1;
            else high = at - 1;
        }

        for (var words = 0; best.Tokens < tokens && words < 8; words++)
        {
            var text = best.Text + " a";
            var count = await counter.CountAsync(text, cancellationToken);
            if (count > tokens) break;
            best = (text, count);
        }

        return best;
    }

    private static string Sentence(Faker faker) => faker.Random.Int(0, 5) switch
    {
        0 => $"{faker.Name.FullName()} moved from {faker.Address.City()} to {faker.Address.City()} in {faker.Date.Past(20, new DateTime(2026, 1, 1)).Year}.",
        1 => $"The {faker.Commerce.ProductAdjective().ToLowerInvariant()} {faker.Commerce.Product().ToLowerInvariant()} costs {faker.Random.Int(2, 900)} and is made of {faker.Commerce.ProductMaterial().ToLowerInvariant()}.",
        2 => $"At {faker.Company.CompanyName()} a {faker.Name.JobTitle().ToLowerInvariant()} answers {faker.Random.Int(3, 300)} letters a week.",
        3 => $"We have to {faker.Hacker.Verb()} the {faker.Hacker.Adjective()} {faker.Hacker.Noun()} before {faker.Date.Weekday()}.",
        4 => $"{faker.Name.FirstName()} said that the {faker.Hacker.Noun()} near {faker.Address.StreetName()} was {faker.Commerce.ProductAdjective().ToLowerInvariant()}.",
        _ => $"Nobody in {faker.Address.Country()} asked why {faker.Name.FirstName()} kept {faker.Random.Int(2, 60)} {faker.Commerce.Product().ToLowerInvariant()}s.",
    };
}
