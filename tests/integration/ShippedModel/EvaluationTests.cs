using System.ComponentModel;
using System.Diagnostics;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.ShippedModel;

/// <summary>The recipe's own evaluation, over HTTP: what the model's README claims is what a client of Pensieve gets.</summary>
public sealed class EvaluationTests(ShippedModelFixture app, ITestOutputHelper output) : IClassFixture<ShippedModelFixture>
{
    private const int CasesPerSkill = 10;
    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3"];
    private static readonly string s_models = Path.Combine(AppProcess.RepositoryRoot, "models");

    [Fact]
    public async Task Evaluate_ThroughTheApi_AgreesWithTheTableOfTheReadme()
    {
        var python = Array.Find(s_pythons, IsRecent);
        Assert.SkipWhen(python is null, "The evaluation needs Python 3.10 or later (Debian: python3)");
        var claimed = SkillShare.ReadAll(await File.ReadAllTextAsync(Path.Combine(s_models, "README.md"), TestContext.Current.CancellationToken));

        var measured = SkillShare.ReadAll(await EvaluateAsync(python));

        Assert.Equal(claimed.Keys.Order(), measured.Keys.Order());
        Assert.All(measured.Values, row =>
        {
            if (row.Skill != "all" && !row.Skill.StartsWith("probe", StringComparison.Ordinal)) Assert.Equal(CasesPerSkill, row.Cases);
            var least = claimed[row.Skill].LeastOf(row.Cases);
            Assert.True(row.Correct >= least, $"{row.Skill}: {row.Correct} of {row.Cases} right; by the README at least {least}");
        });
    }

    [Theory]
    [InlineData(100, 93, 10, 6)]
    [InlineData(100, 100, 10, 8)]
    [InlineData(100, 0, 10, 0)]
    [InlineData(2000, 1900, 200, 179)]
    [InlineData(1936, 1879, 226, 210)]
    public void LeastOf_AClaim_IsTheLowerEndOfItsDistribution(int cases, int correct, int asked, int least) =>
        Assert.Equal(least, new SkillShare("any", cases, correct).LeastOf(asked));

    private async Task<string> EvaluateAsync(string python)
    {
        var start = new ProcessStartInfo(python,
            ["-B", Path.Combine(s_models, "recipe", "evaluate.py"), "--url", app.Address.ToString(), "--model", app.Model, "--cases", $"{CasesPerSkill}", "--failures", "2"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine(text);
        Assert.True(process.ExitCode == 0, $"evaluate.py exited {process.ExitCode}: {await errors}");
        return text;
    }

    private static bool IsRecent(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
