using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Verdicts;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("ttft.p95 < 500 ms", 400.0, null, CaseStatus.Passed)]
    [InlineData("ttft.p95 < 0.5 s", 600.0, null, CaseStatus.Failed)]
    [InlineData("ttft.p95 < 500 ms", 400.0, 550.0, CaseStatus.Inconclusive)]
    [InlineData("ttft.p95 < 500 ms", null, null, CaseStatus.Inconclusive)]
    [InlineData("ttft.p95 < 500 ms", double.PositiveInfinity, null, CaseStatus.Failed)]
    [InlineData("ttft.p95 < 500 ms", 400.0, double.PositiveInfinity, CaseStatus.Inconclusive)]
    [InlineData("ttft.p95 >= 400", 400.0, null, CaseStatus.Passed)]
    public void Evaluate_FigureAndBound_Decide(string expression, double? value, double? upper, CaseStatus expected)
    {
        var profile = RunProfile.BuiltIn(ProfileSize.Quick) with { Thresholds = new Dictionary<string, IReadOnlyList<string>> { ["stress/*"] = [expression] } };
        var result = Assert.Single(Thresholds.Evaluate(profile, "stress/ramp", [new Measurement("ttft", "p95", value, "ms", 200, Upper: upper)]));
        Assert.Equal(expected, result.Status);
        Assert.Empty(Thresholds.Evaluate(profile, "bench/ramp", []));
    }

    [Theory]
    [InlineData("recovery <= 6 s", 5.9, "s", CaseStatus.Passed)]
    [InlineData("recovery <= 6 s", 6.1, "s", CaseStatus.Failed)]
    [InlineData("recovery <= 900 ms", 1.0, "s", CaseStatus.Failed)]
    [InlineData("recovery <= 6", 5.9, "s", CaseStatus.Passed)]
    [InlineData("error_rate <= 1 %", 0.02, "ratio", CaseStatus.Failed)]
    public void Evaluate_FigureInSeconds_MeetsItsLimitInAnyUnitOfTime(string expression, double value, string unit, CaseStatus expected)
    {
        var limit = Thresholds.Parse(expression).Limit!;
        Assert.Equal(expected, Thresholds.Evaluate(limit, new Measurement(limit.Metric, "value", value, unit, 1)).Status);
    }

    [Theory]
    [InlineData(ProfileSize.Smoke)]
    [InlineData(ProfileSize.Quick)]
    [InlineData(ProfileSize.Standard)]
    [InlineData(ProfileSize.Full)]
    public void BuiltIn_Limits_AreReadableAndOfCasesThatAreThere(ProfileSize size)
    {
        var profile = RunProfile.BuiltIn(size);
        Assert.NotEmpty(profile.Thresholds);
        foreach (var (pattern, expressions) in profile.Thresholds)
        {
            Assert.Contains(Catalogue.All, c => Catalogue.Matches(pattern, c.Plan(profile).Id));
            Assert.All(expressions, e => Assert.Null(Thresholds.Parse(e).Error));
        }
    }

    [Fact]
    public void Profile_File_ReplacesAndLiftsBuiltInLimits()
    {
        var profile = ProfileFile.Parse("""{"base":"standard","thresholds":{"stress/soak":["error_rate < 3 %"],"stress/ramp":[]}}""", "mine").Profile!;
        Assert.Equal(["error_rate < 3 %"], profile.Thresholds["stress/soak"]);
        Assert.Empty(profile.Thresholds["stress/ramp"]);
        Assert.Equal(RunProfile.BuiltIn(ProfileSize.Standard).Thresholds["stress/overload"], profile.Thresholds["stress/overload"]);
    }

    [Fact]
    public void Profile_File_BuildsOnABuiltInOne()
    {
        var (profile, error) = ProfileFile.Parse("""{"base":"standard","slo":{"ttftMs":500},"thresholds":{"bench/*":["error_rate < 1 %"]},"settings":{"stress/soak:seconds":7}}""", "mine");
        Assert.Null(error);
        Assert.Equal((ProfileSize.Standard, 500.0, 7.0, 2.0), (profile!.Size, profile.Slo.TtftMs, profile.Value("stress/soak", "seconds", 1, 2, 3), profile.Value("stress/soak", "other", 1, 2, 3)));
    }

    [Fact]
    public void Profile_SeveralFaults_AreAllNamed()
    {
        var (profile, error) = ProfileFile.Parse("""{"base":"slow","thresholds":{"x":["ttft is fast","a < b"]},"settings":{"nocase":1}}""", "mine");
        Assert.Null(profile);
        foreach (var part in (string[])["slow", "ttft is fast", "a < b", "nocase"]) Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.NotNull(ProfileFile.Parse("""{"tresholds":{}}""", "mine").Error);
    }
}
