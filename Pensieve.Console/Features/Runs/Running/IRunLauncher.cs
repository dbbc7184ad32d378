namespace Pensieve.Console.Features.Runs.Running;

/// <summary>Starts the processes of runs.</summary>
public interface IRunLauncher
{
    /// <summary>Starts one under an id.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; the message says why.</exception>
    IRunProcess Start(RunRequest request, string id);
}

/// <summary>A run's process.</summary>
public interface IRunProcess : IDisposable
{
    /// <summary>Its record, a line for each event.</summary>
    TextReader Events { get; }

    /// <summary>What it writes beside it.</summary>
    TextReader Log { get; }

    /// <summary>Asks it to stop: no new load, drain, write what there is.</summary>
    void Interrupt();

    /// <summary>Ends it and all its children at once.</summary>
    void Kill();

    /// <summary>Its exit status, once it has ended.</summary>
    Task<int> WaitAsync(CancellationToken cancellationToken);
}
