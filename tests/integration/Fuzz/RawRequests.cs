using System.Text;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>What arrives at a port that is not, or hardly, HTTP.</summary>
internal static class RawRequests
{
    private static readonly string[] s_heads =
    [
        "GET / HTTP/1.1\r\n\r\n", "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n", "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":",
        "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /_blazor HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\0\u0001",
        "POST /v1/responses HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}POST /v1/messages HTTP/1.1\r\n",
    ];

    public static byte[] Make(Random random)
    {
        if (random.Next(4) == 0)
        {
            var noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = Encoding.Latin1.GetBytes(s_heads[random.Next(s_heads.Length)]);
        if (random.Next(2) == 0)
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
