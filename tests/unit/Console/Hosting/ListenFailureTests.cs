using System.Net;
using System.Net.Sockets;
using Pensieve.Console.Hosting;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Hosting;

public sealed class ListenFailureTests
{
    [Fact]
    public async Task Describe_PortInUse_NamesTheProcessAndAnotherPort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var fault = Assert.Throws<SocketException>(() => new TcpListener(IPAddress.Loopback, port).Start());

        var line = await DescribeAsync(new IOException("Failed to bind", fault), port);

        Assert.True(ListenFailure.Is(fault));
        Assert.StartsWith($"Port {port} on 127.0.0.1 is in use", line, StringComparison.Ordinal);
        Assert.EndsWith($"--port {port + 1}, or --port 0 for any free one.", line, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Contains($"by process {Environment.ProcessId} (", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Pensieve", line.Split('(', ')') is [_, _, var rest] ? rest : line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_PortOfAnotherPensieve_SaysSo()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal("Pensieve", await server.Client.GetStringAsync("/api/hello"));
        Assert.Contains("a Pensieve. Stop it", await DescribeAsync(new SocketException((int)SocketError.AddressAlreadyInUse), server.Address.Port), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "is not allowed for this user")]
    [InlineData(SocketError.AddressNotAvailable, "is not an address of this machine")]
    public async Task Describe_OtherReasons_SayWhatToDo(SocketError error, string expected) =>
        Assert.Contains(expected, await DescribeAsync(new SocketException((int)error), 80), StringComparison.Ordinal);

    private static Task<string> DescribeAsync(Exception fault, int port) => ListenFailure.DescribeAsync(fault, new PensieveOptions { Port = port }, CancellationToken.None);
}
