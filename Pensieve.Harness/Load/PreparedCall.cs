using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load;

/// <summary>A call whose bytes are ready.</summary>
/// <param name="Call">The call.</param>
/// <param name="Dialect">Where it goes.</param>
/// <param name="Body">Its body.</param>
public sealed record PreparedCall(GenerationCall Call, Dialect Dialect, ReadOnlyMemory<byte> Body);
