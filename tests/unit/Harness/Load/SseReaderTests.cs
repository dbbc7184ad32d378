using System.Text;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Tests.Unit.Harness.Load;

public sealed class SseReaderTests
{
    [Fact]
    public async Task Events_HoweverTheyArrive_AreTheSame()
    {
        var random = new Random(21);
        for (var round = 0; round < 200; round++)
        {
            List<(string Event, string Data)> expected = [];
            var text = new StringBuilder();
            for (var i = 0; i < random.Next(1, 30); i++)
            {
                var end = random.Next(2) == 0 ? "\n" : "\r\n";
                if (random.Next(4) == 0) text.Append(": keep-alive").Append(end).Append(random.Next(2) == 0 ? end : "");
                var name = random.Next(2) == 0 ? "" : "kind" + i;
                string[] lines = [.. Enumerable.Range(0, random.Next(5) == 0 ? 3 : 1).Select(_ => new string((char)('a' + random.Next(26)), random.Next(random.Next(10) == 0 ? 9000 : 60)) + "é🙂")];
                if (name.Length > 0) text.Append("event:").Append(random.Next(2) == 0 ? " " : "").Append(name).Append(end);
                foreach (var line in lines) text.Append("data:").Append(random.Next(2) == 0 ? " " : "").Append(line).Append(end);
                text.Append("id: 7").Append(end).Append(end);
                expected.Add((name, string.Join('\n', lines)));
            }

            using var reader = new SseReader(new Dribble(Encoding.UTF8.GetBytes(text.ToString()), random));
            List<(string Event, string Data)> found = [];
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                while (reader.TryNext()) found.Add((Encoding.UTF8.GetString(reader.Event), Encoding.UTF8.GetString(reader.Data)));
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task Event_WithoutItsEmptyLine_IsNone()
    {
        using var reader = new SseReader(new MemoryStream("data: a\n\ndata: b\n"u8.ToArray()));
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.True(reader.TryNext());
        Assert.Equal("a", Encoding.UTF8.GetString(reader.Data));
        Assert.False(reader.TryNext());
        Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Dribble(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, random.Next(3) == 0 ? 4000 : 20))], cancellationToken);
    }
}
