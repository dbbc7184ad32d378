using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Fixtures;

/// <summary>The published app with the native engine and a small synthetic model.</summary>
public sealed class RealAppFixture : AppFixture
{
    /// <summary>
    /// One compute thread: ggml's threads wait for each other by spinning, which crawls where other tests share the cores.
    /// </summary>
    public static readonly string[] Arguments = ["--model", TestModels.Tiny, "--device", "cpu", "--threads", "1", "--parallel", "4"];

    private AppProcess? _app;

    /// <summary>The process.</summary>
    public AppProcess App => _app!;

    /// <inheritdoc/>
    public override Uri Address => App.Address;

    /// <inheritdoc/>
    public override string Model => "tiny";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync() => _app = await AppProcess.StartAsync(Arguments);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }
}
