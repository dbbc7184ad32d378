using System.Text;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Features.Playground.Keeping;

namespace Pensieve.Console.Features.Playground;

/// <summary>Registers and maps the feature.</summary>
public static class PlaygroundExtensions
{
    /// <summary>Sessions, presets and cases. They need the settings, the store and the API's services.</summary>
    public static IServiceCollection AddPensievePlayground(this IServiceCollection services) =>
        services.AddSingleton<PlaygroundRepository>().AddSingleton<PlaygroundRunner>().AddSingleton<PlaygroundSessions>()
            .AddSingleton<ConversationRepository>().AddSingleton<ConversationKeeper>().AddHostedService(p => p.GetRequiredService<ConversationKeeper>());

    /// <summary>The download of the cases.</summary>
    public static IEndpointRouteBuilder MapPensievePlayground(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/playground/cases", async (PlaygroundRepository repository, CancellationToken aborted) =>
        {
            var read = await repository.CasesAsync(aborted);
            return read.IsDone
                ? Results.File(Encoding.UTF8.GetBytes(string.Concat(read.Value!.Select(c => c.Line + "\n"))), "application/jsonl", "pensieve-cases.jsonl")
                : new ErrorResult(new ApiError(503, read.Failure.Message, Code: "store_unavailable"));
        }).WithTags("Operations").WithName("GetPlaygroundCases").WithSummary("Cases saved in the playground, as JSON lines that a trace replays.");
        return routes;
    }
}
