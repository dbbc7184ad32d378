using Microsoft.JSInterop;
using Pensieve.Console.Live;
using Pensieve.Console.Shared.Shell;

namespace Pensieve.Console.Shared.Commands;

/// <summary>Commands of the shell itself: pages, theme, pause, help.</summary>
internal sealed class ShellCommands(IJSRuntime js, LivePause pause) : ICommandSource
{
    /// <inheritdoc/>
    public IEnumerable<Command> Find(string query)
    {
        foreach (var page in PageMap.Open) yield return new Command($"Go to {page.Label}", page.Icon, Keys: $"g {page.Key}", Href: page.Path);
        yield return pause.Frozen is null
            ? new Command("Pause the pages", IconName.Pause, "Sampling goes on", RunAsync: Toggle)
            : new Command("Resume the pages", IconName.Play, "Show the present again", RunAsync: Toggle);
        yield return Theme("light", IconName.Sun);
        yield return Theme("dark", IconName.Moon);
        yield return Theme("system", IconName.ThemeSystem);
        yield return new Command("Keyboard shortcuts", IconName.Keyboard, Keys: "?", RunAsync: () => js.InvokeVoidAsync("pensieveKeys.help").AsTask());
    }

    private Task Toggle()
    {
        pause.Toggle();
        return Task.CompletedTask;
    }

    private Command Theme(string choice, IconName icon) => new($"Theme: {choice}", icon, RunAsync: () => js.InvokeVoidAsync("pensieveTheme.set", choice).AsTask());
}
