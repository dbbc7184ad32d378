using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Features.Models.Keeping;
using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Store;
using Pensieve.Engine;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Support;

/// <summary>What the pages of models and of the playground need, over a scripted engine, a folder and a database of their own.</summary>
internal sealed class ConsoleServices : IDisposable
{
    public ConsoleServices(IServiceCollection services, FakeEngine engine, AccessLevel level = AccessLevel.Operate)
    {
        Folder = Directory.CreateTempSubdirectory("pensieve-test-");
        Store = new ConsoleStore(StoreOptions.Sqlite(Path.Combine(Folder.FullName, "p.db")), Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        var options = new ApiOptions();
        options.ModelRoots.Add(Folder.FullName);
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IEngine>(engine).AddSingleton(Store).AddSingleton(Options.Create(options)).AddSingleton(new PensieveOptions());
        services.AddSingleton(new LiveFeed(engine, TimeProvider.System, NullLogger<LiveFeed>.Instance)).AddScoped<LivePause>().AddSingleton<IHostApplicationLifetime, Lifetime>();
        services.AddSingleton<AuthenticationStateProvider>(new OperatorSession(level)).AddSingleton<OperatorActions>();
        services.AddSingleton(new AuditTrail(new AuditRepository(Store, TimeProvider.System), TimeProvider.System, NullLogger<AuditTrail>.Instance));
        services.AddSingleton<ModelRepository>().AddSingleton<ModelSettings>().AddSingleton<ModelLoader>().AddSingleton<ModelFiles>();
        services.AddSingleton<IChatTemplates>(new ChatTemplates((_, _, _) => new ChatTemplateLookup(new FakeChatMl(), null)));
        services.AddSingleton<ChatPrompts>().AddSingleton<ModelAliases>().AddSingleton<ModelResolver>();
        services.AddSingleton<Console.Api.OpenAI.ChatPlans>().AddSingleton<Console.Api.OpenAI.CompletionPlans>();
        services.AddSingleton<RequestBodies>().AddSingleton<PlaygroundRepository>().AddSingleton<PlaygroundRunner>().AddSingleton<PlaygroundSessions>();
        services.AddSingleton<ConversationRepository>().AddSingleton<ConversationKeeper>().AddSingleton<SettingsRepository>().AddSingleton<RuntimeSettings>();
        services.AddSingleton(new SettingDefaults(new PensieveOptions(), new(), new(), new()));
    }

    public DirectoryInfo Folder { get; }

    public ConsoleStore Store { get; }

    public void Dispose()
    {
        Store.Dispose();
        Folder.Delete(recursive: true);
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
