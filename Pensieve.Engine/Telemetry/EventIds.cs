namespace Pensieve.Engine.Telemetry;

/// <summary>Ids of log events; never reused for another meaning.</summary>
internal static class EventIds
{
    public const int WorkerStarted = 100;
    public const int WorkerLost = 101;
    public const int WorkerRestarting = 102;
    public const int WorkerGivenUp = 103;
    public const int WorkerHung = 104;
    public const int IsolationDegraded = 105;
    public const int ModelLoading = 110;
    public const int ModelLoaded = 111;
    public const int ModelLoadFailed = 112;
    public const int ModelUnloaded = 113;
    public const int ModelPlanned = 114;
    public const int TemplateFinding = 115;
    public const int NativeLine = 120;
    public const int RequestEnded = 130;
    public const int RequestRefused = 131;
}
