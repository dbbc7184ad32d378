using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load;

/// <summary>Is told of a load while it runs, from many threads at once.</summary>
public interface ILoadMeter
{
    /// <summary>A request was sent.</summary>
    void Sent(GenerationResult result);

    /// <summary>A payload frame came.</summary>
    /// <param name="ms">Milliseconds since the scheduled send for the first one, else since the frame before.</param>
    /// <param name="first">Whether it is the first.</param>
    void Frame(double ms, bool first);
}
