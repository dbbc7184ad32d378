namespace Pensieve.Harness.Cli;

/// <summary>What the program around the harness knows: where its own server would listen, and how to start one.</summary>
/// <param name="Url">Address of the configured server.</param>
/// <param name="Key">Key that it asks for; null = none.</param>
/// <param name="Up">Program and first arguments that start a server in the foreground; null = it cannot be started.</param>
public sealed record RunDefaults(Uri Url, string? Key, IReadOnlyList<string>? Up);
