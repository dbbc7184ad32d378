namespace Pensieve.Harness.Runs.Events;

/// <summary>The server under test.</summary>
/// <param name="Url">Base address, without a key.</param>
/// <param name="Kind">"pensieve", "openai", "anthropic" or "mock": what may be expected of it.</param>
/// <param name="Model">Model asked for.</param>
/// <param name="Version">What the server says it is; null = it does not say.</param>
public sealed record TargetInfo(string Url, string Kind, string Model, string? Version = null);
