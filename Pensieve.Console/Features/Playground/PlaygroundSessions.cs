using Pensieve.Console.Api.Tools;

namespace Pensieve.Console.Features.Playground;

/// <summary>The latest sessions, in memory. Thread-safe.</summary>
internal sealed class PlaygroundSessions(PlaygroundRunner runner)
{
    /// <summary>Most sessions kept; beyond, the one that was opened least lately goes, unless it is at work.</summary>
    public const int Max = 32;

    private readonly Lock _lock = new();
    private readonly LinkedList<PlaygroundSession> _latest = new();

    /// <summary>The session of an id; null = it is not kept any more.</summary>
    public PlaygroundSession? Find(string id)
    {
        lock (_lock)
        {
            for (var node = _latest.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id) continue;
                _latest.Remove(node);
                _latest.AddFirst(node);
                return node.Value;
            }
        }

        return null;
    }

    /// <summary>A new one.</summary>
    public PlaygroundSession Create()
    {
        var session = new PlaygroundSession(ToolIds.Create(""), runner);
        lock (_lock)
        {
            _latest.AddFirst(session);
            for (var node = _latest.Last; _latest.Count > Max && node is not null;)
            {
                var before = node.Previous;
                if (!node.Value.IsRunning) _latest.Remove(node);
                node = before;
            }
        }

        return session;
    }
}
