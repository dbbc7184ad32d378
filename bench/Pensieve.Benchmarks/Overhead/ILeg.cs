namespace Pensieve.Benchmarks.Overhead;

/// <summary>One way to reach the model.</summary>
internal interface ILeg : IAsyncDisposable
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>Generates greedily on so many streams at once.</summary>
    /// <returns>Tokens per second of all streams, from the first request to the last token.</returns>
    Task<double> RunAsync(int streams, int tokens);
}
