namespace Pensieve.Console.Features.Runs.Running;

/// <summary>How long runs are kept and how long they get to stop. Section "Runs".</summary>
public sealed class RunOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Runs";

    /// <summary>Runs kept, baselines not counted. <value>200</value></summary>
    public int Keep { get; set; } = 200;

    /// <summary>Bytes of packed records kept, baselines not counted. <value>1 GiB</value></summary>
    public long KeepBytes { get; set; } = 1L << 30;

    /// <summary>Time a cancelled run gets to drain before it is killed. <value>45 s</value></summary>
    public TimeSpan CancelLimit { get; set; } = TimeSpan.FromSeconds(45);
}
