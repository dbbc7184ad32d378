using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api.Generations;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class OpenAnswersTests
{
    [Fact]
    public async Task WhenNone_WaitsForTheLastAndCountsEachOnce()
    {
        var answers = new OpenAnswers();
        await answers.WhenNoneAsync(default);
        var response = new DefaultHttpContext().Response;
        var (first, second) = (answers.Begin(response), answers.Begin(response));
        var none = answers.WhenNoneAsync(default);
        first.Dispose();
        first.Dispose();
        Assert.Equal((1, false), (answers.Count, none.IsCompleted));
        second.Dispose();
        await none;
        Assert.Equal(0, answers.Count);
    }

    [Fact]
    public async Task WhenNone_Cancelled_Ends()
    {
        var answers = new OpenAnswers();
        using var answer = answers.Begin(new DefaultHttpContext().Response);
        using var gone = new CancellationTokenSource();
        var none = answers.WhenNoneAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => none);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Generation_FromBeforeItIsSubmittedToTheLastByte_IsOpen(string stream)
    {
        await using var server = await ApiServer.StartAsync();
        var answers = server.Services.GetRequiredService<OpenAnswers>();
        var submitted = new TaskCompletionSource<int>();
        var goOn = new TaskCompletionSource();
        server.Model.OnSubmit = _ =>
        {
            submitted.TrySetResult(answers.Count);
            return null;
        };
        server.Model.Script = async g =>
        {
            g.Start();
            g.Say("a"u8);
            await goOn.Task;
            g.End(FinishReason.EndOfTurn);
        };
        foreach (var route in Route.All)
        {
            var answer = server.PostAsync(route.Path, route.With("stream", stream));
            Assert.Equal(1, await submitted.Task);
            Assert.Equal(1, answers.Count);
            var none = answers.WhenNoneAsync(TestContext.Current.CancellationToken);
            Assert.False(none.IsCompleted);
            goOn.SetResult();
            using var response = await answer;
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            await none;
            (submitted, goOn) = (new(), new());
        }
    }

    [Fact]
    public async Task Refusal_HoldsUpNoDrain()
    {
        await using var server = await ApiServer.StartAsync();
        var answers = server.Services.GetRequiredService<OpenAnswers>();
        server.Model.OnSubmit = _ => new EngineFailure(FailureKind.Draining, "no");
        server.Model.OnEmbed = _ => new EngineFailure(FailureKind.Draining, "no");
        foreach (var (path, body) in Route.All.Select(r => (r.Path, r.Body)).Append(("/v1/embeddings", """{"model":"tiny","input":"a"}""")))
        {
            using var response = await server.PostAsync(path, body);
            Assert.True((int)response.StatusCode is 503 or 529, path);
            Assert.Equal(0, answers.Count);
        }
    }
}
