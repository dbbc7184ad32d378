using Pensieve.Console.Features.Models.Keeping;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Shared.Commands;

namespace Pensieve.Console.Features.Models;

/// <summary>Registers the feature.</summary>
public static class ModelsExtensions
{
    /// <summary>Files, loads, aliases and defaults of models. They need the store and an engine.</summary>
    public static IServiceCollection AddPensieveModels(this IServiceCollection services) => services
        .AddSingleton<ModelRepository>().AddSingleton<ModelSettings>().AddSingleton<ModelLoader>().AddSingleton<ModelFiles>()
        .AddScoped<OperatorActions>().AddCommands<ModelCommands>();
}
