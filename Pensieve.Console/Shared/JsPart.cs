using Microsoft.JSInterop;

namespace Pensieve.Console.Shared;

/// <summary>
/// The browser's half of a component: what a function of its module made. It ends with its function "dispose". A call that is lost,
/// since the tab closed or the connection is cut, is told and does not throw.
/// </summary>
public sealed class JsPart : IAsyncDisposable
{
    // A cut connection is told by silence alone. A script may have to come over a slow line first.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_beginning = TimeSpan.FromSeconds(15);

    private readonly IJSObjectReference _module;
    private readonly IJSObjectReference _part;

    private JsPart(IJSObjectReference module, IJSObjectReference part) => (_module, _part) = (module, part);

    /// <summary>Makes it; null = the call was lost, or the function made nothing since its element is gone.</summary>
    /// <param name="js">The browser.</param>
    /// <param name="module">Address of the module, below the base.</param>
    /// <param name="function">Its function.</param>
    /// <param name="arguments">What the function takes.</param>
    public static async Task<JsPart?> CreateAsync(IJSRuntime js, string module, string function, params object?[] arguments)
    {
        try
        {
            var loaded = await js.InvokeAsync<IJSObjectReference>("import", s_beginning, "./" + module);
            if (await loaded.InvokeAsync<IJSObjectReference?>(function, s_beginning, arguments) is { } part) return new JsPart(loaded, part);
            await loaded.DisposeAsync();
            return null;
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Calls one of its functions; false = the call was lost.</summary>
    public async Task<bool> CallAsync(string function, params object?[] arguments)
    {
        try
        {
            await _part.InvokeVoidAsync(function, s_patience, arguments);
            return true;
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _part.InvokeVoidAsync("dispose");
            await _part.DisposeAsync();
            await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has dropped it all already.
        }
    }
}
