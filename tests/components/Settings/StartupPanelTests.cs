using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

public sealed class StartupPanelTests : ComponentTest
{
    [Fact]
    public void Settings_OfTheStart_AreShownWithoutTheirSecrets()
    {
        using var kept = new KeptSettings();
        var options = new PensieveOptions { ApiKey = "hunter2", Database = "postgres://me:hunter2@db/pensieve", Parallel = 7, SignIn = false };
        using var settings = new RuntimeSettings(kept.Repository, new SettingDefaults(options, new(), new(), new()), TimeProvider.System, NullLogger<RuntimeSettings>.Instance);
        Services.AddSingleton(settings);
        var panel = Render<StartupPanel>();
        var values = panel.FindAll("tbody tr").ToDictionary(r => r.QuerySelector("th")!.TextContent, r => (Value: r.QuerySelector(".value")!.TextContent, How: r.Children[3].TextContent));
        Assert.DoesNotContain("hunter2", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(("set", "set", "7", "off", "not set"), (values["api-key"].Value, values["database"].Value, values["parallel"].Value, values["sign-in"].Value, values["model"].Value));
        Assert.EndsWith("set PENSIEVE_API_KEY and start again.", values["api-key"].How, StringComparison.Ordinal);
        Assert.Contains("--parallel or PENSIEVE_PARALLEL", values["parallel"].How, StringComparison.Ordinal);
        Assert.DoesNotContain(values.Keys, k => k is "queue" or "drain-seconds");
    }
}
