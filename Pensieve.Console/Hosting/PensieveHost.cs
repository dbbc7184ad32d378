using Pensieve.Console.Api;
using Pensieve.Console.Shared;

namespace Pensieve.Console.Hosting;

/// <summary>Composition root: each feature registers itself in one AddX and maps itself in one MapX.</summary>
public static class PensieveHost
{
    /// <summary>Builds the app; <paramref name="configure"/> lets tests replace services.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddPensieveApi();
        builder.Services.AddPensieveUi();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UsePensieveEdge();
        app.MapPensieveApi();
        app.MapPensieveUi();
        return app;
    }
}
