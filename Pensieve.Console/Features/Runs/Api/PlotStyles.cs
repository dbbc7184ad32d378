using System.IO.Compression;
using System.Text;
using Pensieve.Harness.Reports.Svg;

namespace Pensieve.Console.Features.Runs.Api;

/// <summary>The reports' own stylesheet for the pages, compressed once: it is no file that publishing could compress.</summary>
internal static class PlotStyles
{
    private static readonly byte[] s_plain = Encoding.UTF8.GetBytes(SvgStyle.Rules);
    private static readonly byte[] s_gzip = Compress(s_plain);

    /// <summary>GET /plots.css.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        var isZipped = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var body = isZipped ? s_gzip : s_plain;
        response.ContentType = "text/css; charset=utf-8";
        response.Headers.CacheControl = "max-age=3600";
        response.Headers.Vary = "Accept-Encoding";
        if (isZipped) response.Headers.ContentEncoding = "gzip";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static byte[] Compress(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize)) gzip.Write(plain);
        return zipped.ToArray();
    }
}
