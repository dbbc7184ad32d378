namespace Pensieve.Console.Api;

/// <summary>Settings of the HTTP API: configuration section "Api".</summary>
public sealed class ApiOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Api";

    /// <summary>
    /// What a model name that is not loaded gets. <value>false</value>: 404 with the loaded ids, so that nobody measures a
    /// model they did not ask for. True: the default model, for clients whose model name cannot be set.
    /// </summary>
    public bool MapUnknownModels { get; set; }

    /// <summary>Time from submission after which a request ends as deadline exceeded; null = none.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Most tokens of an answer whose request names no limit; null = until the model stops or the context is full.</summary>
    public int? DefaultMaxTokens { get; set; }

    /// <summary>Silence after which a stream gets a ping or comment; it comes between one and two of these. <value>5 s</value></summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time one write may wait for a reader before its connection is closed. <value>10 s</value></summary>
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Directories that models may be loaded from by request; those of models already loaded are allowed too.</summary>
    public IList<string> ModelRoots { get; } = [];
}
