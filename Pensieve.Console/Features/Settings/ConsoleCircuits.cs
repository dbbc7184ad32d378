using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Pensieve.Console.Features.Settings;

/// <summary>Counts circuits: one per open tab, and those whose tab is away and may come back.</summary>
public sealed class ConsoleCircuits : CircuitHandler
{
    private int _open;
    private int _connected;
    private int _total;

    /// <summary>Circuits in memory.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Of these, how many have their tab connected.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Circuits since the start.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <inheritdoc/>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _total);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Decrement(ref _open);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connected);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Decrement(ref _connected);
        return Task.CompletedTask;
    }
}
