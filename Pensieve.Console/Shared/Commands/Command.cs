namespace Pensieve.Console.Shared.Commands;

/// <summary>Something that the command palette offers: a place to go to, or something to do. One of the two last is set.</summary>
/// <param name="Title">What it does, in words that people type.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="Detail">More of it; null = nothing.</param>
/// <param name="Keys">Its shortcut; null = none.</param>
/// <param name="Href">Where it leads, below the base.</param>
/// <param name="RunAsync">What it does, on the circuit.</param>
public sealed record Command(string Title, IconName Icon, string? Detail = null, string? Keys = null, string? Href = null, Func<Task>? RunAsync = null)
{
    /// <summary>Every word of the query is in the title or the detail.</summary>
    public bool Matches(string query)
    {
        foreach (var word in query.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Title.Contains(word, StringComparison.OrdinalIgnoreCase) && Detail?.Contains(word, StringComparison.OrdinalIgnoreCase) != true) return false;
        }

        return true;
    }
}
