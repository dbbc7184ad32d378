namespace Pensieve.Console.Shared.Commands;

/// <summary>Where a feature puts its commands. Registered scoped, once per feature, with <see cref="CommandExtensions.AddCommands"/>.</summary>
public interface ICommandSource
{
    /// <summary>Commands that may fit what was typed; the palette keeps those that match. Called for every key, so it must be cheap.</summary>
    /// <param name="query">What was typed, trimmed; may be empty.</param>
    IEnumerable<Command> Find(string query);
}

/// <summary>Registers <see cref="ICommandSource"/>s.</summary>
public static class CommandExtensions
{
    /// <summary>Adds a feature's commands to the palette.</summary>
    public static IServiceCollection AddCommands<T>(this IServiceCollection services) where T : class, ICommandSource => services.AddScoped<ICommandSource, T>();
}
