using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Cli;

/// <summary>The cases of some suites as lines of text.</summary>
internal static class CaseList
{
    /// <summary>Writes them; returns the exit status.</summary>
    public static int Write(RunOptions options, TextWriter output, TextWriter error)
    {
        if (ProfileFile.Load(options.Profile) is not { Profile: { } profile })
        {
            error.WriteLine(ProfileFile.Load(options.Profile).Error);
            return ExitCode.Error;
        }

        var (cases, unknown) = Catalogue.Find(options.Suites, options.Cases, profile);
        foreach (var plan in cases.Select(c => c.Plan(profile)))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Id,-36} {plan.ExpectedSeconds,5:0} s  {plan.Proves}"));
        }

        if (unknown.Count > 0) error.WriteLine("There is no " + string.Join(", ", unknown) + ".");
        return unknown.Count > 0 ? ExitCode.Error : ExitCode.Passed;
    }
}
