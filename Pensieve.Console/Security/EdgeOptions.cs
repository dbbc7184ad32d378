namespace Pensieve.Console.Security;

/// <summary>Settings of the edge: configuration section "Security".</summary>
public sealed class EdgeOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Security";

    /// <summary>Keys of callers; with none, no key is asked for. A server that listens beyond loopback must have one.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Host names allowed besides loopback names and the address that a connection came in on.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins (scheme://host[:port]) allowed besides the server's own, such as that of a reverse proxy.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Largest request body in bytes. <value>8 MiB</value></summary>
    public long MaxBodyBytes { get; set; } = 8 << 20;
}
