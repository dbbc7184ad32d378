namespace Pensieve.Console.Features.Logs;

/// <summary>How much of the log is kept in memory.</summary>
/// <param name="Details">Entries of <see cref="LogKind.Details"/>.</param>
/// <param name="Information">Entries of <see cref="LogKind.Information"/>.</param>
/// <param name="Warnings">Entries of <see cref="LogKind.Warnings"/>.</param>
/// <param name="TextOfEach">Characters of messages and exceptions of each kind.</param>
public sealed record LogLimits(int Details = 5000, int Information = 2500, int Warnings = 2500, int TextOfEach = 4 << 20);
