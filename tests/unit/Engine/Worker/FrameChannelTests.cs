using System.Net.Sockets;
using Pensieve.Engine.Worker;

namespace Pensieve.Tests.Unit.Engine.Worker;

/// <summary>One conformance suite for both transports.</summary>
public sealed class FrameChannelTests
{
    public static TheoryData<string> Transports => ["socket", "memory"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task SendReceive_ManySizesBothWays_ArriveWholeAndInOrder(string transport)
    {
        var (a, b) = Connect(transport);
        using (a)
        using (b)
        {
            var random = new Random(7);
            var frames = Enumerable.Range(0, 300).Select(i => RandomBytes(random, i % 50 == 0 ? 300_000 : random.Next(1, 5000))).ToArray();
            var echo = Task.Run(() =>
            {
                for (var i = 0; i < frames.Length && b.Receive(out var frame); i++) Assert.True(b.Send(frame));
            });
            var sender = Task.Run(() => Array.ForEach(frames, f => Assert.True(a.Send(f))));
            foreach (var expected in frames)
            {
                Assert.True(a.Receive(out var frame));
                Assert.True(frame.SequenceEqual(expected));
            }

            await Task.WhenAll(echo, sender).WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Dispose_WhileThePeerReceives_EndsItsStream(string transport)
    {
        var (a, b) = Connect(transport);
        var waiting = Task.Run(() => b.Receive(out _));
        a.Dispose();
        Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(a.Send([1]));
        b.Dispose();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Dispose_OfOnesOwnEnd_WakesOnesOwnReceive(string transport)
    {
        var (a, b) = Connect(transport);
        var waiting = Task.Run(() => a.Receive(out _));
        a.Dispose();
        Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        b.Dispose();
    }

    [Fact]
    public void Reader_OfAFrameShorterThanItSays_Throws()
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new FrameReader([(byte)FrameKind.Log, 0, 100, 0, 0, 0, 65]);
            reader.Byte();
            reader.String();
        });
    }

    private static (IFrameChannel, IFrameChannel) Connect(string transport)
    {
        if (transport == "memory") return MemoryFrameChannel.CreatePair();
        var path = Path.Combine(Path.GetTempPath(), $"pv-{Guid.NewGuid():N}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        var server = listener.Accept();
        File.Delete(path);
        return (new SocketFrameChannel(client), new SocketFrameChannel(server));
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
