using Microsoft.AspNetCore.Components;

namespace Pensieve.Console.Shared;

/// <summary>A page that reads what it shows. What it asked for is given up when it is left.</summary>
public abstract class ReadingPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();

    /// <summary>Creates it.</summary>
    protected ReadingPage() => Left = _left.Token;

    /// <summary>Cancelled once the page is left.</summary>
    protected CancellationToken Left { get; }

    /// <summary>Where the page's state is.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        OnLeave();
        _left.Cancel();
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The page is left: what it subscribed to ends here.</summary>
    protected virtual void OnLeave()
    {
    }

    /// <summary>Reads; false = the page was left meanwhile.</summary>
    protected async Task<bool> UnlessLeftAsync(Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
