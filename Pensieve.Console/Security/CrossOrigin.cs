using Microsoft.Net.Http.Headers;

namespace Pensieve.Console.Security;

/// <summary>
/// CORS for pages of origins that an operator has listed: such a page may call the routes of programs and read the answers. It
/// brings its own key; cookies are never allowed, so a page cannot act as whoever is signed in.
/// </summary>
internal static class CrossOrigin
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const int MaxRequestedHeaders = 4096;

    /// <summary>How long a browser may keep the answer to a preflight; a change of the list takes so long to reach it.</summary>
    private const string PreflightSeconds = "600";

    /// <summary>Lets a listed page read the answer. It was judged by the caller.</summary>
    public static void Allow(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;

        // Without credentials the star means every header; request ids and limits are what clients look for.
        response.Headers.AccessControlExposeHeaders = "*";
    }

    /// <summary>Whether a browser asks if it may send a request, before it does.</summary>
    public static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Says yes to a listed page: any method of the API, and the headers that it asks for.</summary>
    public static void AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = PreflightSeconds;

        // Echoed, since the star would leave out Authorization; clients send headers of their own by the dozen.
        var asked = context.Request.Headers.AccessControlRequestHeaders.ToString();
        if (asked.Length is > 0 and <= MaxRequestedHeaders && asked.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ',' or ' ')) headers.AccessControlAllowHeaders = asked;
        headers.Append(HeaderNames.Vary, HeaderNames.AccessControlRequestHeaders);
    }
}
