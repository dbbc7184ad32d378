using System.Net.Http.Headers;
using System.Text;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>A generated request.</summary>
/// <param name="Route">Where it goes.</param>
/// <param name="Body">Bytes; null = none.</param>
/// <param name="Field">The one top-level field changed; null = several, none, or not known.</param>
/// <param name="IsValid">The server must take it.</param>
internal sealed record FuzzRequest(FuzzRoute Route, byte[]? Body, string? Field = null, bool IsValid = false)
{
    public string Method { get; init; } = Route.Method;

    public string Path { get; init; } = Route.Path;

    public string ContentType { get; init; } = "application/json";

    public string? Header { get; init; }

    public string? HeaderValue { get; init; }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        if (Header is not null) message.Headers.TryAddWithoutValidation(Header, HeaderValue);
        return message;
    }

    public override string ToString() => $"{Method} {Path} {ContentType} {Header} {HeaderValue}\n{(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 3000))))}";
}

/// <summary>Makes requests from a seed: the same number gives the same request.</summary>
internal static class FuzzRequests
{
    private static readonly string[] s_methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "POST", "QUERY"];
    private static readonly string[] s_types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1", "application/jsonp", "x", "", "application/json;charset=utf-8"];
    private static readonly string[] s_suffixes = ["/", "/x", "?a=%00", "?limit=-1", "?limit=99999999999999999999", "?after_id=%F0%9F%98%80", "?count=1e3", "?stream=true", "?beta=true", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..", "%20", "?" + new string('q', 3000)];

    private static readonly (string Name, string Value)[] s_headers =
    [
        ("Origin", "http://evil.example"), ("Origin", "null"), ("Host", "evil.example"), ("Authorization", "Bearer"), ("Authorization", "Basic !!!"), ("x-api-key", ""), ("anthropic-version", "9999-99-99"),
        ("anthropic-beta", "a,b,c"), ("Accept", "text/html"), ("Accept-Encoding", "br;q=x"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"), ("Cookie", new string('c', 4000)), ("traceparent", "00-0-0-0"), ("If-None-Match", "*"), ("Range", "bytes=0-1"),
    ];

    public static FuzzRequest Make(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var route = FuzzRoute.WithBodies[random.Next(FuzzRoute.WithBodies.Length)];
        return random.Next(20) switch
        {
            0 => new FuzzRequest(route, Encoding.UTF8.GetBytes(route.Bodies[random.Next(route.Bodies.Length)]), IsValid: route.IsForClients),
            1 => new FuzzRequest(route, Damage(random, Encoding.UTF8.GetBytes(route.Bodies[random.Next(route.Bodies.Length)]))),
            2 => new FuzzRequest(route, Bytes(random, random.Next(0, 300))),
            3 => Elsewhere(random),
            _ => Mutated(random, route),
        };
    }

    private static FuzzRequest Mutated(Random random, FuzzRoute route)
    {
        var mutator = new BodyMutator(random);
        var (body, field) = mutator.Mutate(route.Bodies[random.Next(route.Bodies.Length)]);
        return new FuzzRequest(route, Encoding.UTF8.GetBytes(body), field.Length == 0 ? null : field);
    }

    private static FuzzRequest Elsewhere(Random random)
    {
        var route = FuzzRoute.All[random.Next(FuzzRoute.All.Length)];
        byte[]? body = route.Bodies.Length > 0 ? Encoding.UTF8.GetBytes(route.Bodies[0]) : random.Next(3) == 0 ? "{}"u8.ToArray() : null;
        var request = new FuzzRequest(route, body);
        var (header, value) = s_headers[random.Next(s_headers.Length)];
        return random.Next(4) switch
        {
            0 => request with { Method = s_methods[random.Next(s_methods.Length)] },
            1 => request with { Path = route.Path + s_suffixes[random.Next(s_suffixes.Length)] },
            2 => request with { ContentType = s_types[random.Next(s_types.Length)] },
            _ => request with { Header = header, HeaderValue = value },
        };
    }

    private static byte[] Damage(Random random, byte[] body)
    {
        switch (random.Next(3))
        {
            case 0: return body[..random.Next(body.Length)];
            case 1: return [.. body, .. Bytes(random, random.Next(1, 20))];
            default:
                for (var i = random.Next(1, 6); i > 0; i--) body[random.Next(body.Length)] = (byte)random.Next(256);
                return body;
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
