using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios;

/// <summary>
/// What a case has in hand while it runs. Whatever it emits is recorded under its id; checks, gates and thresholds that fail make
/// the runner's verdict. Safe from many threads.
/// </summary>
public sealed class CaseContext
{
    private readonly RunRecorder _recorder;
    private readonly Lock _lock = new();
    private readonly List<Measurement> _measurements = [];
    private readonly List<string> _failedChecks = [];
    private readonly List<string> _failedGates = [];
    private int _checks;
    private int _requests;

    internal CaseContext(RunRecorder recorder, CasePlan plan, RunSetup setup, LlmClient client, ITokenCounter tokens, ServerProbe? server)
    {
        _recorder = recorder;
        Plan = plan;
        Profile = setup.Profile;
        Client = client;
        Tokens = tokens;
        Server = server;
        Restart = setup.Restart;
        Seed = SeedOf(setup.Seed, plan.Id);
    }

    /// <summary>The case as planned.</summary>
    public CasePlan Plan { get; }

    /// <summary>How thorough to be, and what requests are held to.</summary>
    public RunProfile Profile { get; }

    /// <summary>The server under test.</summary>
    public Target Target => Client.Target;

    /// <summary>Sends generations; its <see cref="LlmClient.Http"/> sends anything else.</summary>
    public LlmClient Client { get; private set; }

    /// <summary>Counts tokens; its <see cref="ITokenCounter.IsExact"/> says whether the server's own tokenizer does.</summary>
    public ITokenCounter Tokens { get; private set; }

    /// <summary>Looks into a Pensieve target; null = the target is none.</summary>
    public ServerProbe? Server { get; private set; }

    /// <summary>
    /// Stops the server that the run itself started, starts it again with further arguments of `up`, and returns the new target (its
    /// address may differ); null = the server is not the run's own, so that such a case must be skipped.
    /// </summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<Target>>? Restart { get; }

    /// <summary>Restarts the run's own server and goes on with the new one; throws where <see cref="Restart"/> is null or it does not start.</summary>
    internal async Task RestartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (Restart is null) throw new InvalidOperationException("The server is not the run's own.");
        await EndAsync();
        Client = new LlmClient(await Restart(arguments, cancellationToken));
        Tokens = TokenCounters.For(Client);
        Server = Target.IsPensieve ? new ServerProbe(Client) : null;
        Server?.Start(Emit);
    }

    /// <summary>Ends what looks into the server, and the connections to it.</summary>
    internal async Task EndAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        Server = null;
        Client.Dispose();
    }

    /// <summary>The run's clock.</summary>
    public RunClock Clock => _recorder.Clock;

    /// <summary>The case's own seed: the same for one run seed and case id, whichever other cases run.</summary>
    public int Seed { get; }

    /// <summary>A generator of the case's seed; every call gives a fresh one in the same state.</summary>
    public Random Random() => new(Seed);

    /// <summary>A profile's figure for this case.</summary>
    public double Value(string name, double quick, double standard, double full) => Profile.Value(Plan.Id, name, quick, standard, full);

    /// <summary>A profile's whole number for this case.</summary>
    public int Count(string name, int quick, int standard, int full) => Profile.Count(Plan.Id, name, quick, standard, full);

    /// <summary>Records an event of this case.</summary>
    public void Emit(RunEvent line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (_lock)
        {
            switch (line)
            {
                case Measurement measurement:
                    _measurements.Add(measurement);
                    break;
                case GateResult { Passed: false } gate:
                    _failedGates.Add(gate.Name);
                    break;
                case CheckResult check:
                    _checks++;
                    if (!check.Passed) _failedChecks.Add(check.Name);
                    break;
            }
        }

        _recorder.Emit(line with { Case = Plan.Id });
    }

    /// <summary>Records whether something holds; false fails the case. Returns <paramref name="holds"/>.</summary>
    /// <param name="name">What should hold.</param>
    /// <param name="holds">Whether it does.</param>
    /// <param name="expected">What is wanted.</param>
    /// <param name="actual">What was found.</param>
    /// <param name="requestId">The server's id of the request behind it.</param>
    public bool Check(string name, bool holds, object? expected = null, object? actual = null, string? requestId = null)
    {
        Emit(new CheckResult(name, holds, Text(expected) ?? (holds ? null : "true"), Text(actual) ?? (holds ? null : "false"), requestId));
        return holds;
    }

    /// <summary>Records whether two values are equal; a difference fails the case.</summary>
    public bool CheckEqual<T>(string name, T expected, T actual, string? requestId = null) =>
        Check(name, EqualityComparer<T>.Default.Equals(expected, actual), expected, actual, requestId);

    /// <summary>Records a figure.</summary>
    public void Measure(string metric, string statistic, double? value, string unit, int n = 1, string? better = null, bool primary = false,
        IReadOnlyDictionary<string, double>? at = null, double? lower = null, double? upper = null) =>
        Emit(new Measurement(metric, statistic, value, unit, n, lower, upper, better, at, primary));

    /// <summary>Records what a reader should know.</summary>
    public void Note(string text, string level = "info") => Emit(new RunNote(level, text));

    /// <summary>Begins a phase: a band on every chart. Disposing ends it.</summary>
    public IDisposable Phase(string name, string? detail = null)
    {
        Emit(new PhaseChanged(name, true, detail));
        return new PhaseEnd(this, name);
    }

    /// <summary>Sends one call and records its line; for checks outside of loads.</summary>
    public async Task<GenerationResult> SendAsync(GenerationCall call, CancellationToken cancellationToken)
    {
        var result = await Client.SendAsync(Client.Prepare(call), new GenerationResult { Id = NextRequestId(), Kind = call.Kind }, null, cancellationToken);
        Record(result);
        return result;
    }

    /// <summary>Records a request's line.</summary>
    public void Record(GenerationResult result) => Emit(result.Sample(Clock));

    /// <summary>An id for a request, unique in the run.</summary>
    public string NextRequestId() => $"{Plan.Id}#{Interlocked.Increment(ref _requests)}";

    /// <summary>Runs a load to its end and records its phases, ticks, requests and gates. See <see cref="LoadResult.Measure"/> for figures.</summary>
    public Task<LoadResult> LoadAsync(LoadPlan plan, CancellationToken cancellationToken) => new LoadGenerator(this, plan, Client, Tokens).RunAsync(cancellationToken);

    /// <summary>The same against another server than the run's: a mock, a proxy before the target, a second variant.</summary>
    public Task<LoadResult> LoadAsync(LoadPlan plan, LlmClient client, CancellationToken cancellationToken) =>
        new LoadGenerator(this, plan, client, TokenCounters.For(client)).RunAsync(cancellationToken);

    /// <summary>The figures recorded so far.</summary>
    public IReadOnlyList<Measurement> Measurements
    {
        get
        {
            lock (_lock) return [.. _measurements];
        }
    }

    /// <summary>Names of the checks and of the gates that failed, and the number of checks made.</summary>
    internal (IReadOnlyList<string> Checks, IReadOnlyList<string> Gates, int Made) Failures
    {
        get
        {
            lock (_lock) return ([.. _failedChecks], [.. _failedGates], _checks);
        }
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    // FNV-1a: equal on every machine and version, which string.GetHashCode is not.
    private static int SeedOf(long seed, string id)
    {
        var hash = 2166136261u ^ (uint)seed ^ (uint)(seed >> 32);
        foreach (var c in id) hash = (hash ^ c) * 16777619u;
        return (int)(hash & int.MaxValue);
    }

    private sealed class PhaseEnd(CaseContext context, string name) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (_ended) return;
            _ended = true;
            context.Emit(new PhaseChanged(name, false));
        }
    }
}
