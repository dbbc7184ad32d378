using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;

namespace Pensieve.Tests.Unit.Console.Hosting;

public sealed class LineFormatterTests
{
    [Fact]
    public void Write_MessageWithLineBreaks_StaysOneLine()
    {
        var text = Write("a\r\nfake entry", null);

        Assert.Equal($"12:34:56 warn  Kestrel  a⏎fake entry{Environment.NewLine}", text);
    }

    [Fact]
    public void Write_Exception_FollowsIndented()
    {
        var lines = Write("it broke", new InvalidOperationException("why")).TrimEnd().Split(Environment.NewLine);

        Assert.Equal(["12:34:56 warn  Kestrel  it broke", "    System.InvalidOperationException: why"], lines);
    }

    [Fact]
    public void Write_AListenerThatCannotBind_IsLeftToTheCommand()
    {
        Assert.Equal("", Write("Hosting failed to start", new IOException("in use", new Microsoft.AspNetCore.Connections.AddressInUseException("in use"))));
        Assert.NotEqual("", Write("refused", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused)));
    }

    private static string Write(string message, Exception? exception)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Warning, "Microsoft.AspNetCore.Server.Kestrel", 0, message, exception, (s, _) => s);
        new LineFormatter(new FixedTime()).Write(entry, null, writer);
        return writer.ToString();
    }

    private sealed class FixedTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 12, 34, 56, TimeSpan.Zero);
    }
}
