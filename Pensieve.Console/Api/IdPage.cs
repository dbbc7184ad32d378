using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Api;

/// <summary>How a list is paged: the names of its cursors and the sizes of a page.</summary>
/// <param name="After">Query field: items behind this id.</param>
/// <param name="Before">Query field: items before this id.</param>
/// <param name="Limit">Items of a page if the caller does not say.</param>
/// <param name="MaxLimit">Most items of a page.</param>
internal sealed record IdPaging(string After, string Before, int Limit, int MaxLimit);

/// <summary>A page of a list whose cursors are ids, as both vendors page.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="HasMore">There are more in the direction of paging.</param>
internal sealed record IdPage<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>The page that a query asks for, or what is wrong with the query.</summary>
    /// <param name="query">limit and the cursors; both cursors may be absent.</param>
    /// <param name="all">The whole list.</param>
    /// <param name="idOf">An item's id.</param>
    /// <param name="paging">Names and sizes.</param>
    public static (IdPage<T>? Page, ApiError? Error) Of(IQueryCollection query, IReadOnlyList<T> all, Func<T, string> idOf, IdPaging paging)
    {
        var limit = paging.Limit;
        if (query.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > paging.MaxLimit))
            return (null, ApiError.Invalid("limit", $"limit: must be an integer from 1 to {paging.MaxLimit}."));

        var (start, end) = (0, all.Count);
        if (query.TryGetValue(paging.After, out var after) && !TryFind(after, out start)) return Missing(paging.After, after);
        if (query.TryGetValue(paging.Before, out var before) && !TryFind(before, out end)) return Missing(paging.Before, before);
        if (after.Count > 0) start++;

        // A page before an id is the one nearest to it.
        var isBackwards = before.Count > 0 && after.Count == 0;
        var between = all.Skip(start).Take(Math.Max(0, end - start)).ToList();
        var items = isBackwards ? between.TakeLast(limit).ToList() : between.Take(limit).ToList();
        return (new IdPage<T>(items, items.Count < between.Count), null);

        bool TryFind(string? id, out int index)
        {
            for (index = 0; index < all.Count; index++)
                if (idOf(all[index]) == id) return true;
            return false;
        }

        static (IdPage<T>?, ApiError?) Missing(string field, string? id) => (null, ApiError.Invalid(field, $"{field}: '{id}' is not in this list."));
    }

    /// <summary>The page as a list object.</summary>
    public void Write(Utf8JsonWriter json, Func<T, string> idOf, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var item in Items) write(json, item);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, HasMore);
        json.WriteString("first_id"u8, Items.Count > 0 ? idOf(Items[0]) : null);
        json.WriteString("last_id"u8, Items.Count > 0 ? idOf(Items[^1]) : null);
        json.WriteEndObject();
    }
}
