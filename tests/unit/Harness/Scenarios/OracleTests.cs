using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;

namespace Pensieve.Tests.Unit.Harness.Scenarios;

public sealed class OracleTests
{
    private const string Own = "the silver lamp 12345 stands beside the copper gate and waits";
    private const string Other = "a winter garden 67890 keeps its yellow windows closed all summer";
    private static readonly (string Nonce, string Answer)[] s_others = [("67890", Other)];

    [Theory]
    [InlineData(Own, AnswerKind.Exact)]
    [InlineData("the silver lamp 12345 stands", AnswerKind.Cut)]
    [InlineData("", AnswerKind.Cut)]
    [InlineData("the silver lamp 12345 beside the copper gate and waits", AnswerKind.Lost)]
    [InlineData("the silver lamp 12345 stands stands beside the copper gate and waits", AnswerKind.Duplicated)]
    [InlineData("the silver lamp 67890 stands beside the copper gate and waits", AnswerKind.CrossTalk)]
    [InlineData("the silver lamp keeps its yellow windows closed all summer", AnswerKind.CrossTalk)]
    [InlineData("the silver lamp is of another mind altogether", AnswerKind.Diverged)]
    public void Answer_DamagedInOneWay_IsNamedSo(string text, AnswerKind expected) =>
        Assert.Equal(expected, AnswerCheck.Of(text, Own, "Repeat: lamp 12345", s_others));

    [Theory]
    [InlineData("the silver lamp 12345, of of of", AnswerKind.Beyond)]
    [InlineData("the silver lamp 12345 keeps its yellow windows closed", AnswerKind.Beyond)]
    [InlineData("the silver lamp 12345", AnswerKind.Beyond)]
    [InlineData("the silver lamp 12345 and 67890", AnswerKind.CrossTalk)]
    [InlineData("the silver lamp 123", AnswerKind.Cut)]
    [InlineData("the silver lamp 345, of of of", AnswerKind.Diverged)]
    public void Answer_ThatWasMadeToGoOn_IsJudgedUpToItsNaturalEnd(string text, AnswerKind expected) =>
        Assert.Equal(expected, AnswerCheck.Of(text, Own, "Repeat: lamp 12345", s_others, "the silver lamp 12345".Length));

    [Fact]
    public void Answer_WithRandomDamage_IsNeverExactAndAlwaysClassified()
    {
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var (at, length) = (random.Next(Own.Length - 6), random.Next(1, 6));
            var lost = Own.Remove(at, length);
            Assert.Contains(AnswerCheck.Of(lost, Own, "", s_others), new[] { AnswerKind.Lost, AnswerKind.Cut });
            var twice = Own.Insert(at, Own.Substring(at, length));
            Assert.Equal(AnswerKind.Duplicated, AnswerCheck.Of(twice, Own, "", s_others));
        }
    }

    [Fact]
    public void Ledger_EveryEnding_IsBookedOnce()
    {
        var books = IdLedger.Of(
        [
            Result("a"), Result("b", GenerationResult.Wrong), Result("c", GenerationResult.Shed, 429, "full"), Result("d", GenerationResult.Cancelled),
            Result("e", GenerationResult.StreamError, 200, "engine lost"), Result("f", "http_500", 500, "why"), Result(null, GenerationResult.Refused, 0), Result(null, GenerationResult.Reset, 0),
        ]);
        Assert.True(books.Balances);
        Assert.Equal((8, 2, 1, 2, 2, 1, 0), (books.Attempted, books.Completed, books.Shed, books.FailedWithReason, books.Unreached, books.Cancelled, books.Lost));
    }

    [Theory]
    [InlineData(GenerationResult.Truncated, 200, "ended")]
    [InlineData(GenerationResult.Timeout, 200, "no end")]
    [InlineData(GenerationResult.Reset, 200, "reset")]
    [InlineData(GenerationResult.StreamError, 200, "")]
    [InlineData("http_500", 500, "")]
    public void Ledger_AcceptedWithoutAnEnd_IsLost(string outcome, int status, string error)
    {
        var books = IdLedger.Of([Result("a"), Result("b", outcome, status, error)]);
        Assert.Equal(1, books.Lost);
        Assert.False(books.Balances);
    }

    [Fact]
    public void Ledger_TwoOfOneIdOrTwoEnds_DoesNotBalance()
    {
        Assert.False(IdLedger.Of([Result("same"), Result("same")]).Balances);
        var twice = Result("x");
        twice.Terminals = 2;
        Assert.False(IdLedger.Of([twice]).Balances);
    }

    [Theory]
    [InlineData("req_jn3jbJ", "jn3jbJ")]
    [InlineData("chatcmpl-jn3jbJ", "jn3jbJ")]
    [InlineData("plain", "plain")]
    public void ServerId_OfHeaderAndOfAnswer_MeetInTheirEnd(string id, string expected) => Assert.Equal(expected, ServerLedger.Suffix(id));

    private static GenerationResult Result(string? id, string outcome = GenerationResult.Ok, int status = 200, string? error = null) =>
        new() { ServerId = id, Outcome = outcome, Status = status, Error = error, Terminals = outcome == GenerationResult.Ok ? 1 : 0 };
}
