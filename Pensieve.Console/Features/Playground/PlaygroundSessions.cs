using Pensieve.Console.Api.Tools;
using Pensieve.Console.Features.Playground.Keeping;

namespace Pensieve.Console.Features.Playground;

/// <summary>The latest sessions in memory; others come back from the database when somebody asks for them. Thread-safe.</summary>
internal sealed class PlaygroundSessions(PlaygroundRunner runner, ConversationRepository repository, ConversationKeeper keeper)
{
    /// <summary>Most sessions in memory; beyond, the one that was opened least lately goes, unless it is at work.</summary>
    public const int Max = 32;

    private readonly Lock _lock = new();
    private readonly LinkedList<PlaygroundSession> _latest = new();

    /// <summary>The session of an id; null = it is not kept any more.</summary>
    public async Task<PlaygroundSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (InMemory(id) is { } session) return session;
        if (await repository.FindAsync(id, cancellationToken) is not { } kept) return null;
        var restored = new PlaygroundSession(id, kept.Owner, runner, keeper.Note);
        kept.Body.Restore(restored);
        restored.MarkKept();
        lock (_lock) return InMemory(id) ?? Add(restored);
    }

    /// <summary>A new one.</summary>
    /// <param name="owner">Id of who begins it.</param>
    public PlaygroundSession Create(string owner)
    {
        var session = new PlaygroundSession(ToolIds.Create(""), owner, runner, keeper.Note);
        lock (_lock) return Add(session);
    }

    /// <summary>Forgets one, in memory too.</summary>
    /// <returns>Why not; null = done.</returns>
    public async Task<string?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (InMemory(id) is { } session)
        {
            session.Clear();
            lock (_lock) _latest.Remove(session);
        }

        return (await repository.DeleteAsync(id, cancellationToken))?.Message;
    }

    private PlaygroundSession? InMemory(string id)
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

    private PlaygroundSession Add(PlaygroundSession session)
    {
        _latest.AddFirst(session);
        for (var node = _latest.Last; _latest.Count > Max && node is not null;)
        {
            var before = node.Previous;
            if (!node.Value.IsRunning) _latest.Remove(node);
            node = before;
        }

        return session;
    }
}
