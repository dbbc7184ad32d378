using System.CommandLine;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Cli;

/// <summary>The command that runs suites. Exit codes: 0 passed, 1 failed, 2 harness error or wrong usage, 3 inconclusive, 4 invalid.</summary>
public static class RunCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "run";

    /// <summary>The command; <paramref name="defaults"/> is asked only when it runs.</summary>
    public static Command Create(Func<RunDefaults> defaults)
    {
        var suites = new Argument<string[]>("suite") { Description = "truth, integration, stress, bench, resilience or all", Arity = ArgumentArity.OneOrMore };
        var cases = new Option<string[]>("--case") { Description = "Only these cases: an id, its last part, or a prefix ending in *", HelpName = "id", AllowMultipleArgumentsPerToken = true };
        var target = new Option<string?>("--target") { Description = "Server to test (the configured one; if none runs there, one is started for the run)", HelpName = "url" };
        var key = new Option<string?>("--key") { Description = "Its key, or env:NAME for one in the environment (PENSIEVE_API_KEY)", HelpName = "key" };
        var dialect = new Option<string?>("--dialect") { Description = "Dialect of load: openai, completions, anthropic or responses (openai where the server has it)", HelpName = "name" };
        var model = new Option<string?>("--model") { Description = "Model to ask for (the first that the server lists)", HelpName = "id" };
        var profile = new Option<string>("--profile") { Description = $"{string.Join(", ", RunProfile.Names)}, or a JSON file; smoke runs only a few cases of each suite", HelpName = "name", DefaultValueFactory = _ => RunProfile.Default };
        var seed = new Option<long>("--seed") { Description = "Seed of everything random", HelpName = "n", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "Folder for the record and the reports", HelpName = "dir" };
        var events = new Option<string?>("--events") { Description = "Also writes the record's lines to a file, or to standard output with -", HelpName = "file" };
        var baseline = new Option<string?>("--baseline") { Description = "Record or folder of an earlier run to compare with", HelpName = "run" };
        var id = new Option<string?>("--run-id") { Hidden = true };
        var list = new Option<bool>("--list") { Description = "Lists the cases and ends" };
        var command = new Command(Name, "Proves by integration, stress, benchmark and resilience runs over HTTP that a server works, and how fast it is.")
        {
            suites, cases, target, key, dialect, model, profile, seed, output, events, baseline, id, list,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new RunOptions
            {
                Suites = parsed.GetValue(suites)!,
                Cases = parsed.GetValue(cases) ?? [],
                Target = parsed.GetValue(target),
                Key = parsed.GetValue(key),
                Dialect = parsed.GetValue(dialect),
                Model = parsed.GetValue(model),
                Profile = parsed.GetValue(profile)!,
                Seed = parsed.GetValue(seed),
                Out = parsed.GetValue(output),
                Events = parsed.GetValue(events),
                Baseline = parsed.GetValue(baseline),
                RunId = parsed.GetValue(id),
                CommandLine = Repeat(parsed.Tokens.Select(t => t.Value)),
            };
            var io = parsed.InvocationConfiguration;
            return parsed.GetValue(list) ? Task.FromResult(CaseList.Write(options, io.Output, io.Error)) : new RunAction(options, defaults, io.Output, io.Error).RunAsync(cancellationToken);
        });
        return command;
    }

    // The line that repeats the run: keys are left out, what the console adds for itself too.
    private static string Repeat(IEnumerable<string> tokens)
    {
        List<string> kept = ["pensieve"];
        var skip = false;
        foreach (var token in tokens)
        {
            if (skip)
            {
                skip = false;
                continue;
            }

            if (token is "--key" or "--events" or "--run-id") skip = true;
            else kept.Add(token.Contains(' ', StringComparison.Ordinal) ? $"'{token}'" : token);
        }

        return string.Join(' ', kept);
    }
}
