namespace Pensieve.Engine.Worker;

/// <summary>Where the native engine runs.</summary>
public enum IsolationMode
{
    /// <summary>Worker, or InProcess (shown as Degraded) where no child process can be started.</summary>
    Auto,

    /// <summary>A child process per model: a native crash takes no page, API or history with it.</summary>
    Worker,

    /// <summary>A thread of this process.</summary>
    InProcess,
}

/// <summary>How the app runs its engine. Constants and their reasons are in docs/constants.md.</summary>
public sealed record EngineHostOptions
{
    /// <summary>Where the native engine runs.</summary>
    public IsolationMode Isolation { get; init; } = IsolationMode.Auto;

    /// <summary>Program and leading arguments that start a worker; the socket path is appended.</summary>
    public IReadOnlyList<string> WorkerCommand { get; init; } = [];

    /// <summary>Ended requests kept for pages and API.</summary>
    public int RecentRequests { get; init; } = 4000;

    /// <summary>A worker silent for longer is taken for hung and killed; its heartbeat comes four times a second.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>A single native step longer than this is taken for hung.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits before the first, second … restart; the last one repeats.</summary>
    public IReadOnlyList<TimeSpan> RestartBackoff { get; init; } =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    /// <summary>More crashes than this within <see cref="CrashWindow"/> take the next measure: from GPU to CPU, then no further restart.</summary>
    public int CrashLimit { get; init; } = 4;

    /// <inheritdoc cref="CrashLimit"/>
    public TimeSpan CrashWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time that running requests get when their model is unloaded.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most time a worker may take to start and connect.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(15);
}
