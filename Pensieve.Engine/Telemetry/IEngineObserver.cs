using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Telemetry;

/// <summary>Is told what happens to requests; called on hot paths, so it must be quick and must not throw.</summary>
public interface IEngineObserver
{
    /// <summary>A request ended.</summary>
    void Ended(RequestRecord record);

    /// <summary>A request was refused at admission.</summary>
    void Refused(string model, FailureKind kind);

    /// <summary>Output arrived <paramref name="gapNs"/> nanoseconds after the previous output of the same request.</summary>
    void Gap(string model, long gapNs);
}
