using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Commands;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Models;

/// <summary>Loads and unloads from the palette; both lead to the page, which asks before it disturbs anybody.</summary>
internal sealed class ModelCommands(IEngine engine, ModelFiles files) : ICommandSource
{
    private const int Most = 8;

    /// <inheritdoc/>
    public IEnumerable<Command> Find(string query)
    {
        var loaded = engine.Models;
        foreach (var name in files.Names().Where(n => loaded.All(m => Path.GetFileName(m.Info.Path) != n)).Take(Most))
            yield return new Command($"Load model {Path.GetFileNameWithoutExtension(name)}", IconName.Cube, name, Href: ModelsPage.LoadLink(name));
        foreach (var model in loaded)
        {
            yield return new Command($"Unload model {model.Id}", IconName.Stop, model.Info.DisplayName, Href: ModelsPage.UnloadLink(model.Id));
            yield return new Command($"Chat with {model.Id}", IconName.Chat, model.Info.DisplayName, Href: Playground.PlaygroundPage.ModelLink(model.Id));
        }
    }
}
