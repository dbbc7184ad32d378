using System.Runtime.ExceptionServices;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Python's stable sort.</summary>
internal static class Sorting
{
    public static List<T> Sort<T>(RenderContext context, IEnumerable<T> items, Func<T, Value> key, bool reverse)
    {
        var order = Comparer<Value>.Create((a, b) =>
        {
            context.Charge(1);
            return Operators.Order(context, a, b) is var result && result == Numbers.Unordered ? 0 : result;
        });
        try
        {
            // A reversed sort keeps the order of equal elements, too.
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException wrapped) when (wrapped.InnerException is TemplateRuntimeException cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>What Jinja's filters compare: text without regard to case unless asked.</summary>
    public static Value FoldCase(RenderContext context, Value value, bool caseSensitive) =>
        !caseSensitive && value is StringValue text ? CaseMapping.Lower(context, text) : value;
}
