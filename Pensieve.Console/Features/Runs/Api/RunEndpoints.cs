using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Store;
using Pensieve.Engine;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>Runs under /api/runs, described at /openapi/v1.json.</summary>
internal static class RunEndpoints
{
    private const int MostAtOnce = 200;

    /// <summary>Maps the routes.</summary>
    public static void MapPensieveRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/plots.css", PlotStyles.WriteAsync).ExcludeFromDescription();
        var api = routes.MapGroup("/api/runs").WithTags("Runs");
        api.MapGet("", ListAsync).WithName("ListRuns").WithSummary("Runs, newest first: by suite, state, profile, model; \"before\" gives the next page.");
        api.MapPost("", Start).WithName("StartRun").WithSummary("Starts a run; one at a time.").Audited("run.start");
        api.MapGet("/compare", RunComparing.CompareAsync).WithName("CompareRuns")
            .WithSummary("Two to five sides, figure by figure: runs=a,b or, several runs a side, runs=a+b+c,d+e+f; the first is the base. One run each decides nothing; five on each side, or eight that took turns, do.");
        api.MapGet("/{id}", GetAsync).WithName("GetRun").WithSummary("One run with its cases, figures and timeline.");
        api.MapDelete("/{id}", DeleteAsync).WithName("DeleteRun").WithSummary("Deletes a run that has ended.").Audited("run.delete");
        api.MapPost("/{id}/cancel", Cancel).WithName("CancelRun").WithSummary("Asks a run to stop: no new load, then it drains and keeps what there is.").Audited("run.cancel");
        api.MapGet("/{id}/events", EventsAsync).WithName("FollowRun").WithSummary("The lines of its record as server-sent events, each with its number as id; Last-Event-ID resumes. Ends with the record.")
            .Produces(200, contentType: "text/event-stream");
        api.MapGet("/{id}/report", ReportAsync).WithName("GetRunReport").WithSummary("A report: format html, json, csv, requests, junit, md, svg or ndjson.").Produces(200, contentType: "text/html");
        api.MapPut("/{id}/baseline", (string id, RunReader reader, RunRepository repository, CancellationToken aborted) => MarkAsync(id, true, reader, repository, aborted))
            .WithName("SetBaseline").WithSummary("Later runs of its suites, profile and model are measured against it.");
        api.MapDelete("/{id}/baseline", (string id, RunReader reader, RunRepository repository, CancellationToken aborted) => MarkAsync(id, false, reader, repository, aborted))
            .WithName("ClearBaseline").WithSummary("Takes that mark away.");
    }

    private static async Task<Results<Ok<RunPage>, ErrorResult>> ListAsync(
        RunReader reader, CancellationToken aborted, string? suite = null, string? state = null, string? profile = null, string? model = null, string? before = null, string? limit = null)
    {
        if (suite is not null && RunCatalogue.Find(suite) is null) return Wrong("suite", "must name a suite.");
        if (state is not null && RunStates.Parse(state) is null) return Wrong("state", "must be one of " + string.Join(", ", Enum.GetValues<RunState>().Select(RunStates.Word)) + ".");
        if (Number(before) is not { } start && before is not null) return Wrong("before", "must be the \"next\" of a page.");
        if ((Number(limit ?? "50") is not { } most) || most is < 1 or > MostAtOnce) return Wrong("limit", "must be an integer of 1 to 200.");
        var outcome = await reader.ListAsync(new RunFilter(suite, state, profile, model, Number(before), (int)most), aborted);
        var rows = outcome.Value!;
        if (!outcome.IsDone && rows.Count == 0) return Broken(outcome.Failure);
        return TypedResults.Ok(new RunPage([.. rows.Select(RunListItem.Of)], rows.Count == most ? rows[^1].StartedAt : null));
    }

    private static Results<Accepted<RunListItem>, ErrorResult> Start(StartRunRequest request, RunManager manager, IEngine engine, HttpContext context)
    {
        var run = new RunRequest(request.Suites ?? [], request.Profile ?? RunCatalogue.DefaultProfile, request.Cases, request.Seed);
        if (run.Fault() is { } fault) return new ErrorResult(ApiError.Invalid(fault.Field, fault.Message));
        if (!request.Confirm && RunCatalogue.Disturbs(run) && RunTraffic.UnderWay(engine) is > 0 and var busy)
        {
            return new ErrorResult(new ApiError(409, $"{busy} requests are under way, and this run would disturb them. Send \"confirm\": true to start it all the same.", "confirm", "traffic_under_way"));
        }

        var start = manager.Start(run, context.User.Identity?.Name is { Length: > 0 } name ? name : "API");
        return start.Run is { } live
            ? TypedResults.Accepted($"/api/runs/{live.Id}", RunListItem.Of(live.Row))
            : new ErrorResult(new ApiError(409, start.Refusal!, Code: "run_refused"));
    }

    private static async Task<Results<Ok<RunDocument>, ErrorResult>> GetAsync(string id, RunReader reader, TimeProvider time, CancellationToken aborted)
    {
        var outcome = await reader.FindAsync(id, aborted);
        if (!outcome.IsDone) return Broken(outcome.Failure);
        if (outcome.Value is not { } found) return Missing(id);
        JsonElement? summary = found.Summary is null ? null : JsonSerializer.SerializeToElement(found.Summary, SummaryJson.Default.RunSummary);
        var progress = found.Live is { IsOver: false } live ? RunProgress.Of(found.Summary, time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(live.StartedAt)) : null;
        return TypedResults.Ok(new RunDocument(RunListItem.Of(found.Row), progress, found.Row.Log, found.Live?.Unsaved, summary));
    }

    private static async Task<Results<NoContent, ErrorResult>> DeleteAsync(string id, RunManager manager, RunRepository repository, RunArchive archive, CancellationToken aborted)
    {
        if (manager.Current?.Id == id) return new ErrorResult(new ApiError(409, $"Run {id} is under way: cancel it first.", "id", "run_under_way"));
        var outcome = await repository.DeleteAsync(id, aborted);
        if (!outcome.IsDone) return Broken(outcome.Failure);
        if (!outcome.Value && manager.Find(id) is null) return Missing(id);
        archive.Forget(id);
        manager.Forget(id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted, ErrorResult>> Cancel(string id, RunManager manager, RunReader reader, CancellationToken aborted)
    {
        if (manager.Cancel(id) == RunCancel.Asked) return TypedResults.Accepted($"/api/runs/{id}");
        var outcome = await reader.FindAsync(id, aborted);
        return outcome.Value is null && outcome.IsDone ? Missing(id) : new ErrorResult(new ApiError(409, $"Run {id} has ended.", "id", "run_ended"));
    }

    private static async Task<Results<NoContent, ErrorResult>> MarkAsync(string id, bool isBaseline, RunReader reader, RunRepository repository, CancellationToken aborted)
    {
        var outcome = await reader.FindAsync(id, aborted);
        if (!outcome.IsDone) return Broken(outcome.Failure);
        if (outcome.Value is not { } found) return Missing(id);
        if (isBaseline && !RunRepository.CanBeBaseline(found.Row))
            return new ErrorResult(new ApiError(409, $"Run {id} is {found.Row.State}: only a run that ended with valid figures can be a baseline.", "id", "run_unfit"));
        var marked = await repository.MarkAsync(found.Row, isBaseline, aborted);
        return marked.IsDone ? TypedResults.NoContent() : Broken(marked.Failure);
    }

    private static async Task EventsAsync(string id, HttpContext context, RunReader reader)
    {
        var aborted = context.RequestAborted;
        var outcome = await reader.FindAsync(id, aborted);
        if (outcome.Value is null)
        {
            await (outcome.Failure is { } failure ? Broken(failure) : Missing(id)).ExecuteAsync(context);
            return;
        }

        var resume = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : context.Request.Query["after"].ToString();
        var after = long.TryParse(resume, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : -1;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.StartAsync(aborted);
        try
        {
            await foreach (var line in reader.FollowAsync(id, after, aborted))
            {
                await context.Response.WriteAsync($"id: {line.Seq.ToString(CultureInfo.InvariantCulture)}\ndata: {line.Text}\n\n", Encoding.UTF8, aborted);
            }

            // Browsers would connect again and again: this tells them that nothing more will come.
            await context.Response.WriteAsync("event: end\ndata: {}\n\n", aborted);
        }
        catch (OperationCanceledException)
        {
            // The reader went away.
        }
    }

    private static async Task ReportAsync(string id, HttpContext context, RunReader reader, string? format = null)
    {
        format ??= "html";
        if (!RunReports.Formats.Contains(format))
        {
            await Wrong("format", "must be one of " + string.Join(", ", RunReports.Formats) + ".").ExecuteAsync(context);
            return;
        }

        var outcome = await reader.FindAsync(id, context.RequestAborted);
        var error = outcome.Failure is { } failure ? Broken(failure)
            : outcome.Value is not { } there ? Missing(id)
            : there.Summary is null ? new ErrorResult(new ApiError(409, $"The record of run {id} has not begun, or is not there: there is nothing to report.", "id", "no_record")) : null;
        if (error is not null) await error.ExecuteAsync(context);
        else await new RunReports(reader).WriteAsync(context, outcome.Value!, format);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A parameter that cannot be taken.</summary>
    public static ErrorResult Wrong(string field, string what) => new(ApiError.Invalid(field, $"{field}: {what}"));

    /// <summary>No such run.</summary>
    public static ErrorResult Missing(string id) => new(new ApiError(404, $"There is no run '{id}'; GET /api/runs lists those there are.", "id", "run_not_found"));

    /// <summary>The store cannot be read.</summary>
    public static ErrorResult Broken(StoreFailure failure) => new(new ApiError(503, failure.Message, Code: "store_unavailable", RetryAfter: TimeSpan.FromSeconds(5)));
}
