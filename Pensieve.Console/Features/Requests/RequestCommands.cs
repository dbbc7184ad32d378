using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Commands;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Requests;

/// <summary>Finds requests by their id and copies them as curl.</summary>
internal sealed class RequestCommands(IEngine engine, RequestBodies bodies, NavigationManager navigation, IJSRuntime js) : ICommandSource
{
    private const int MinLength = 3, Most = 5;

    /// <inheritdoc/>
    public IEnumerable<Command> Find(string query)
    {
        if (engine.RecentRequests(1) is [var newest]) yield return new Command("Copy curl of the latest request", IconName.Copy, newest.Id, RunAsync: () => CopyAsync(newest.Id));
        if (query.Length < MinLength) yield break;
        var found = 0;
        foreach (var record in engine.RecentRequests(int.MaxValue))
        {
            if (!record.Id.Contains(query, StringComparison.OrdinalIgnoreCase)) continue;
            yield return new Command($"Open request {record.Id}", IconName.List, RequestEnding.Of(record.Result).Word, Href: RequestsPage.Link(record.Id));
            if (++found == Most) yield break;
        }
    }

    private async Task CopyAsync(string id)
    {
        if (engine.RecentRequests(int.MaxValue).FirstOrDefault(r => r.Id == id) is not { } record) return;
        await js.InvokeVoidAsync("pensieveKeys.copy", RequestSnippet.Write(SnippetLanguage.Curl, navigation.BaseUri, record, bodies.Find(id)));
    }
}
