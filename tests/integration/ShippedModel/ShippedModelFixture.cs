using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.ShippedModel;

/// <summary>The published app with the model that ships with it, as a newcomer starts it.</summary>
public sealed class ShippedModelFixture : AppFixture
{
    private AppProcess? _app;

    /// <inheritdoc/>
    public override Uri Address => _app!.Address;

    /// <inheritdoc/>
    public override string Model => "pensieve-tiny";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync() =>
        _app = await AppProcess.StartAsync(["--models", Path.Combine(AppProcess.RepositoryRoot, "models"), "--device", "cpu", "--threads", "1"]);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }
}
