using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Pensieve.Console.Shared.Commands;

/// <summary>Finds and runs the commands of all <see cref="ICommandSource"/>s.</summary>
public sealed partial class CommandPalette : ComponentBase
{
    /// <summary>Most commands shown.</summary>
    public const int Limit = 12;

    private IReadOnlyList<Command> _found = [];

    [Inject]
    private IEnumerable<ICommandSource> Sources { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => Search("");

    private void OnInput(ChangeEventArgs e) => Search(((string?)e.Value ?? "").Trim());

    private void Search(string query) =>
        _found = [.. Sources.SelectMany(s => s.Find(query)).Where(c => c.Matches(query)).DistinctBy(c => c.Title).Take(Limit)];

    private async Task RunAsync(Command command)
    {
        await JS.InvokeVoidAsync("pensieveKeys.closePalette");
        if (command.Href is { } href) Navigation.NavigateTo(href);
        else if (command.RunAsync is { } run) await run();
    }
}
