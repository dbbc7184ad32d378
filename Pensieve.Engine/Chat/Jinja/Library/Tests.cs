using System.Collections.Frozen;
using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>What stands behind <c>is</c>.</summary>
internal delegate bool ValueTest(RenderContext context, Value value, CallArguments arguments);

/// <summary>Jinja's tests by name.</summary>
internal static class Tests
{
    private static readonly FrozenDictionary<string, ValueTest> s_tests = new Dictionary<string, ValueTest>
    {
        ["defined"] = Kind("defined", static v => v is not UndefinedValue),
        ["undefined"] = Kind("undefined", static v => v is UndefinedValue),
        ["none"] = Kind("none", static v => v is NoneValue),
        ["boolean"] = Kind("boolean", static v => v is BoolValue),
        ["true"] = Kind("true", static v => v is BoolValue { Value: true }),
        ["false"] = Kind("false", static v => v is BoolValue { Value: false }),
        ["integer"] = Kind("integer", static v => v is IntValue),
        ["float"] = Kind("float", static v => v is FloatValue),
        ["number"] = Kind("number", Numbers.IsNumber),
        ["string"] = Kind("string", static v => v is StringValue),
        ["mapping"] = Kind("mapping", static v => v is DictValue),
        ["sequence"] = Kind("sequence", static v => v is StringValue or SequenceValue or DictValue or UndefinedValue),
        ["iterable"] = Kind("iterable", Iteration.IsIterable),
        ["callable"] = Kind("callable", static v => v is CallableValue or UndefinedValue or LoopValue),
        ["escaped"] = Kind("escaped", static v => v is StringValue { IsMarkup: true }),
        ["filter"] = Kind("filter", static v => v is StringValue name && Filters.Find(name.Text) is not null),
        ["test"] = Kind("test", static v => v is StringValue name && Find(name.Text) is not null),
        ["lower"] = (c, v, a) => CharacterTests.IsLower(TextFilters.Soft(c, v, a, "lower").Text).Value,
        ["upper"] = (c, v, a) => CharacterTests.IsUpper(TextFilters.Soft(c, v, a, "upper").Text).Value,
        ["even"] = (c, v, a) => HasRemainder(c, v, a, "even", 0),
        ["odd"] = (c, v, a) => HasRemainder(c, v, a, "odd", 1),
        ["divisibleby"] = DivisibleBy,
        ["sameas"] = (_, v, a) => ReferenceEquals(v, a.Bind("sameas", 1, "other")[0]),
        ["in"] = (c, v, a) => Operators.Contains(c, a.Bind("in", 1, "seq")[0]!, v),
        ["eq"] = AreEqual,
        ["equalto"] = AreEqual,
        ["=="] = AreEqual,
        ["ne"] = (c, v, a) => !AreEqual(c, v, a),
        ["!="] = (c, v, a) => !AreEqual(c, v, a),
        ["lt"] = Ordered("lt", static order => order < 0),
        ["lessthan"] = Ordered("lessthan", static order => order < 0),
        ["<"] = Ordered("lt", static order => order < 0),
        ["le"] = Ordered("le", static order => order <= 0),
        ["<="] = Ordered("le", static order => order <= 0),
        ["gt"] = Ordered("gt", static order => order > 0),
        ["greaterthan"] = Ordered("greaterthan", static order => order > 0),
        [">"] = Ordered("gt", static order => order > 0),
        ["ge"] = Ordered("ge", static order => order >= 0),
        [">="] = Ordered("ge", static order => order >= 0),
    }.ToFrozenDictionary();

    public static ValueTest? Find(string name) => s_tests.GetValueOrDefault(name);

    private static ValueTest Kind(string name, Func<Value, bool> test) => (_, value, arguments) =>
    {
        if (arguments.Positional.Length + arguments.Named.Length > 0) throw new TemplateRuntimeException($"the test '{name}' takes no arguments");
        return test(value);
    };

    private static ValueTest Ordered(string name, Func<int, bool> test) => (context, value, arguments) =>
        Operators.Order(context, value, arguments.BindPositional(name, 1, 1)[0]!) is var order && order != Numbers.Unordered && test(order);

    private static bool AreEqual(RenderContext context, Value value, CallArguments arguments) =>
        KeyComparer.Instance.Equals(value, arguments.BindPositional("eq", 1, 1)[0]);

    private static bool HasRemainder(RenderContext context, Value value, CallArguments arguments, string name, int remainder)
    {
        arguments.BindPositional(name, 0, 0);
        return KeyComparer.Instance.Equals(Operators.Apply(context, BinaryOperator.Remainder, value, IntValue.Of(2)), IntValue.Of(remainder));
    }

    private static bool DivisibleBy(RenderContext context, Value value, CallArguments arguments)
    {
        var divisor = arguments.Bind("divisibleby", 1, "num")[0]!;
        return KeyComparer.Instance.Equals(Operators.Apply(context, BinaryOperator.Remainder, value, divisor), IntValue.Of(BigInteger.Zero));
    }
}
