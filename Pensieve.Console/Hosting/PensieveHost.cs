using Microsoft.Extensions.DependencyInjection.Extensions;
using Pensieve.Console.Api;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security;
using Pensieve.Console.Shared;
using Pensieve.Console.Store;

namespace Pensieve.Console.Hosting;

/// <summary>Composition root: each feature registers itself in one AddX and maps itself in one MapX.</summary>
public static class PensieveHost
{
    /// <summary>
    /// Builds the app. <paramref name="args"/> are configuration, such as "--Pensieve:Port=0"; "--urls" overrides host and port.
    /// <paramref name="configure"/> lets callers and tests replace services.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; it lists every fault.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        // The app's own folder, not the caller's, holds appsettings.json and wwwroot.
        var contentRoot = args.Contains("--contentRoot") ? null : AppContext.BaseDirectory;
        // Files are read once: a watcher each would cost a place of the user's few, and settings change through the API.
        string[] hostArgs = ["--hostBuilder:reloadConfigOnChange=false", .. args];
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = hostArgs, ContentRootPath = contentRoot });
        if (Environment.GetEnvironmentVariable("PENSIEVE_HOME") is { Length: > 0 } home)
            builder.Configuration.AddJsonFile(Path.GetFullPath(Path.Combine(home, "appsettings.json")), optional: true, reloadOnChange: false);
        builder.Configuration.AddInMemoryCollection(PensieveOptionsReader.FromEnvironment(Environment.GetEnvironmentVariable));
        builder.Configuration.AddCommandLine(args);
        var options = PensieveOptionsReader.ReadValid(builder.Configuration);
        builder.Configuration.AddInMemoryCollection(Derived(options));
        if (!args.Contains("--urls"))
        {
            builder.WebHost.UseUrls(options.Url);
        }

        builder.Logging.AddPensieveConsole(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddPensieveStore(StoreOptions.From(options));
        builder.Services.AddRuntimeSettings(options);
        builder.Services.AddPensieveModels();
        builder.Services.AddPensieveEngine(options);
        builder.Services.AddPensieveApi();
        builder.Services.AddPensieveRuns();
        builder.Services.AddPensievePlayground();
        builder.Services.AddAccess(options);
        builder.Services.AddPensieveUi();
        builder.Services.AddAlerts();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UsePensieveEdge();
        app.MapPensieveApi();
        app.MapPensievePlayground();
        app.MapPensieveUi();
        return app;
    }

    /// <summary>What follows from the options for features that have sections of their own.</summary>
    private static Dictionary<string, string?> Derived(PensieveOptions options)
    {
        var derived = new Dictionary<string, string?> { ["Api:ModelRoots:pensieve"] = Path.GetFullPath(options.Models) };
        if (options.ApiKey is { } key)
        {
            derived["Security:ApiKeys:pensieve"] = key;
        }

        return derived;
    }
}
