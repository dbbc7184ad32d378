using System.Text.Json;
using Pensieve.Engine.Grammars.Schema;

namespace Pensieve.Engine.Grammars;

/// <summary>GBNF text, or why there is none: exactly one is set.</summary>
/// <param name="Grammar">For <see cref="Requests.GenerationRequest.Grammar"/>.</param>
/// <param name="Error">What is wrong with the grammar or schema.</param>
public readonly record struct GrammarTextOutcome(string? Grammar, GrammarError? Error);

/// <summary>Makes and checks grammars of JSON. Nothing here throws for bad input; everything is bounded in size and time.</summary>
public static class JsonGrammar
{
    /// <summary>A grammar that a client sent, once it is known to compile.</summary>
    public static GrammarTextOutcome Check(string gbnf)
    {
        var error = GrammarProgram.Compile(gbnf, GrammarLimits.Client).Error;
        return error is null ? new GrammarTextOutcome(gbnf, null) : new GrammarTextOutcome(null, error);
    }

    /// <summary>Any JSON object.</summary>
    public static string AnyObject { get; } = Build(static rules => new FreeValues(rules, new StringRules(rules)).Map()).Grammar!;

    /// <summary>
    /// The values of a JSON schema. What the grammar generates satisfies the schema; it need not generate everything that
    /// does. A keyword that cannot be honoured is an error that names it.
    /// </summary>
    public static GrammarTextOutcome FromSchema(JsonElement schema) => Build(rules => new SchemaCompiler(rules, schema).Compile());

    /// <summary>Builds a grammar from rules and checks that it compiles.</summary>
    internal static GrammarTextOutcome Build(Func<GrammarRules, string> root)
    {
        try
        {
            var rules = new GrammarRules();
            var text = rules.ToGrammar(root(rules));
            return Checked(text);
        }
        catch (GrammarException e)
        {
            return new GrammarTextOutcome(null, e.Error);
        }
    }

    /// <summary>A grammar made here, once it is known to compile.</summary>
    internal static GrammarTextOutcome Checked(string text)
    {
        var error = GrammarProgram.Compile(text, GrammarLimits.Generated).Error;
        if (error is null) return new GrammarTextOutcome(text, null);
        var isEmpty = error.Message.Contains("matches nothing", StringComparison.Ordinal);
        return new GrammarTextOutcome(null, isEmpty ? error with { Message = "no value satisfies this schema." } : error);
    }
}
