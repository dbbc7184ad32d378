using Microsoft.AspNetCore.Routing.Template;

namespace Pensieve.Console.Api;

/// <summary>
/// Answers API paths that no route took: 405 with Allow where the path exists under other methods, else 404. Without it
/// the pages' own catch-all route would decide, which knows neither.
/// </summary>
internal sealed class UnknownRoute(IEnumerable<EndpointDataSource> sources)
{
    private static readonly object s_marker = new();

    private readonly Lazy<IReadOnlyList<(TemplateMatcher Path, string Method)>> _known = new(() => Known(sources));

    /// <summary>Maps it for one prefix, behind every other route of that prefix.</summary>
    public void Map(IEndpointRouteBuilder routes, string prefix) =>
        routes.Map(prefix + "/{**rest}", (RequestDelegate)Answer).WithMetadata(s_marker).WithOrder(int.MaxValue - 1).ExcludeFromDescription();

    // The body is the envelope's: it completes every error without one.
    private Task Answer(HttpContext context)
    {
        var methods = _known.Value.Where(route => route.Path.TryMatch(context.Request.Path, [])).Select(route => route.Method).Distinct().ToArray();
        context.Response.StatusCode = methods.Length > 0 ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
        if (methods.Length > 0) context.Response.Headers.Allow = string.Join(", ", methods);
        return Task.CompletedTask;
    }

    private static List<(TemplateMatcher, string)> Known(IEnumerable<EndpointDataSource> sources) =>
    [
        .. from endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           where endpoint.RoutePattern.RawText is { } text && Security.ApiPaths.IsApi("/" + text.TrimStart('/')) && !endpoint.Metadata.Contains(s_marker)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           select (new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!.TrimStart('/')), []), method),
    ];
}
