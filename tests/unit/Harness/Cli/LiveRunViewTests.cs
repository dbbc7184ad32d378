using System.Collections.Immutable;
using System.Text;
using Pensieve.Harness.Cli;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Harness.Support;

namespace Pensieve.Tests.Unit.Harness.Cli;

public sealed class LiveRunViewTests : IDisposable
{
    private const string Header = "run r1: 2 cases against http://h (pensieve, tiny), profile quick, seed 7, about 30 s";
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    private readonly ManualTime _time = new();
    private readonly TerminalScreen _screen = new(Columns);
    private readonly LiveRunView _view;
    private int _rows = 24;

    private const int Columns = 90;

    public LiveRunViewTests() => _view = new LiveRunView(_screen, _time, () => (Columns, _rows));

    public void Dispose() => _view.Dispose();

    [Fact]
    public void Run_ToItsEnd_LeavesOneLineForEachCaseAndNothingElse()
    {
        Begin();
        Take(new CaseStarted(), 1, "s/one");
        Take(new LoadTick(0.25, 1, 1, 1, 0, ImmutableDictionary<string, int>.Empty, 3, 10, null, null, 0), 1);
        Take(new ServerSample("ready", 1, 4, 0, null, null, null, null, null, null, null, 1), 1);
        Take(new CheckResult("answers", Passed: false, "same", "two\nlines \e[2J"), 2, "s/one");
        _time.Advance(s_tick);
        Take(new CaseEnded(CaseStatus.Failed, "1 check failed", 9.5), 10, "s/one");
        _time.Advance(s_tick);
        Take(new CaseStarted(), 10, "s/two");
        _time.Advance(s_tick);
        Take(new CaseEnded(CaseStatus.Passed, null, 2), 12, "s/two");
        Take(new RunEnded(CaseStatus.Failed, 1, 1, 1, 0, 0, 12), 12);
        _view.Dispose();

        Assert.Equal(
            [
                Header, "FAIL      " + "s/one".PadRight(36) + "     9.5 s  1 check failed", "    answers: expected same, found two", "    lines  [2J",
                "pass      " + "s/two".PadRight(36) + "     2.0 s", "1 passed, 1 failed, 0 skipped, 0 undecided or invalid in 12.0 s: FAIL", "",
            ],
            _screen.Lines);
        Assert.Contains("\e[31mFAIL", _screen.ToString(), StringComparison.Ordinal);

        // And nothing afterwards.
        var length = _screen.GetStringBuilder().Length;
        _time.Advance(s_tick);
        Assert.Equal(length, _screen.GetStringBuilder().Length);
    }

    [Fact]
    public void Case_UnderWay_ShowsHowFarItIsAndWhatItMeasures()
    {
        Begin();
        Take(new CaseStarted(), 1, "s/one");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([Header, "", "s/one  ████████████░░░░░░░░░░░░ 5 of about 10 s, all done in about 25 s", "proves one", ""], _screen.Lines);

        Take(new PhaseChanged("ramp", Begins: true, "8 users"), 6);
        Take(new LoadTick(0.5, 4, 4, 3, 1, new Dictionary<string, int> { ["http_500"] = 2 }, 7, 50, new Spread(9, 20, 41, 0, 0), null, 0.2), 6);
        Take(new ServerSample("ready", 3, 4, 2, null, null, null, null, null, null, null, 1), 6);
        _time.Advance(s_tick);
        Assert.Equal(
            ["ramp: 8 users", "asked 8.0/s  done 6.0/s  shed 2.0/s  in flight 7  100 tokens/s  lag 0.2 ms", "TTFT p50 20 p95 41 ms  ITL –  errors 2 http_500", "server ready: 3 of 4 slots, 2 queued", ""],
            _screen.Lines.Skip(3));
    }

    [Fact]
    public void Draw_NothingNew_WritesNothing()
    {
        Begin();
        Take(new CaseStarted(), 0, "s/two");
        _time.Advance(TimeSpan.FromSeconds(1));
        var length = _screen.GetStringBuilder().Length;
        _time.Advance(s_tick);
        Assert.Equal(length, _screen.GetStringBuilder().Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_screen.GetStringBuilder().Length > length);
    }

    [Fact]
    public void Draw_LongLinesOnALowTerminal_NeverWrapNorScroll()
    {
        Begin();
        Take(new CaseStarted(), 0, "s/one");
        for (var i = 0; i < 3; i++) Take(new CheckResult("long", Passed: false, new string('x', 300), "y"), 1, "s/one");
        _time.Advance(s_tick);
        Assert.Equal(1 + 6 + 1, _screen.Lines.Count);
        Assert.All(_screen.Lines, l => Assert.True(l.Length < Columns));
        _rows = 4;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1 + 3 + 1, _screen.Lines.Count);
        _view.Dispose();
        Assert.Equal([Header, ""], _screen.Lines);
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("ab\tc\u001bd", 6, "ab c d")]
    [InlineData("日本語日本語", 6, "日本…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("", 1, "")]
    [InlineData("ab", 1, "…")]
    public void Line_AppendTo_TakesNoMoreCellsThanItMay(string text, int width, string expected)
    {
        var output = new StringBuilder();
        new TerminalLine(text).AppendTo(output, width);
        Assert.Equal(expected + "\n", output.ToString());
    }

    private void Begin()
    {
        CasePlan[] cases = [new("s/one", "s", "One", "proves one", 10), new("s/two", "s", "Two", "proves two", 20)];
        Take(new RunStarted("r1", DateTimeOffset.UnixEpoch, ["s"], "quick", 7, new TargetInfo("http://h", "pensieve", "tiny"), cases, "", ImmutableDictionary<string, string>.Empty), 0);
    }

    private void Take(RunEvent line, double at, string? of = null) => _view.Take(line with { T = at, Case = of });
}
