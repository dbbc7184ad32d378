namespace Pensieve.Tests.Integration.Fixtures;

/// <summary>A running app that clients reach over a real port. One per test class; what is behind the API is the fixture's own matter.</summary>
public abstract class AppFixture : IAsyncLifetime
{
    /// <summary>Where the API is.</summary>
    public abstract Uri Address { get; }

    /// <summary>Id of a loaded model with a chat template. At temperature 0 it must answer the same prompt with the same text.</summary>
    public abstract string Model { get; }

    /// <inheritdoc/>
    public abstract ValueTask InitializeAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
