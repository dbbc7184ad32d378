using System.Globalization;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>Registers the settings that change at run time, and hands them to those who use them.</summary>
internal static class SettingsExtensions
{
    /// <summary>Before everything that starts with a setting. Needs the store.</summary>
    public static IServiceCollection AddRuntimeSettings(this IServiceCollection services, PensieveOptions options)
    {
        services.AddSingleton(p => SettingDefaults.From(options, p.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SettingsRepository>().AddSingleton<RuntimeSettings>();
        services.AddHostedService<SettingsService>();
        services.AddSettings<ApiOptions>((s, o) =>
        {
            if (Number(s, SettingTable.Timeout) is { } timeout) o.RequestTimeout = timeout == 0 ? null : TimeSpan.FromSeconds(timeout);
            if (Number(s, SettingTable.KeepAlive) is { } keepAlive) o.KeepAlive = TimeSpan.FromSeconds(keepAlive);
            if (Number(s, SettingTable.WriteDeadline) is { } deadline) o.WriteDeadline = TimeSpan.FromSeconds(deadline);
            if (Number(s, SettingTable.MaxTokens) is { } tokens) o.DefaultMaxTokens = tokens == 0 ? null : (int)tokens;
            if (s.Changed.TryGetValue(SettingTable.MapUnknown, out var map)) o.MapUnknownModels = map == "true";
        });
        services.AddSettings<EdgeOptions>((s, o) =>
        {
            if (Number(s, SettingTable.MaxBody) is { } mebibytes) o.MaxBodyBytes = mebibytes << 20;
            Replace(s, SettingTable.Hosts, o.AllowedHosts);
            Replace(s, SettingTable.Origins, o.AllowedOrigins);
        });
        return services.AddSettings<RunOptions>((s, o) =>
        {
            if (Number(s, SettingTable.RunsKept) is { } runs) o.Keep = (int)runs;
            if (Number(s, SettingTable.RunBytes) is { } mebibytes) o.KeepBytes = mebibytes << 20;
        });
    }

    private static IServiceCollection AddSettings<T>(this IServiceCollection services, Action<SettingsSnapshot, T> apply) where T : class
    {
        services.AddSingleton(p => new SettingsOptions<T>(p.GetRequiredService<RuntimeSettings>(), apply));
        services.AddSingleton<IPostConfigureOptions<T>>(p => p.GetRequiredService<SettingsOptions<T>>());
        return services.AddSingleton<IOptionsChangeTokenSource<T>>(p => p.GetRequiredService<SettingsOptions<T>>());
    }

    private static long? Number(SettingsSnapshot settings, string name) =>
        settings.Changed.TryGetValue(name, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : null;

    private static void Replace(SettingsSnapshot settings, string name, IList<string> list)
    {
        if (!settings.Changed.TryGetValue(name, out var value)) return;
        list.Clear();
        foreach (var line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries)) list.Add(line);
    }
}
