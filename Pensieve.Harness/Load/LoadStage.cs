namespace Pensieve.Harness.Load;

/// <summary>One stretch of a load; its level goes in a straight line from one value to the other.</summary>
/// <param name="Name">Name of the phase in the record.</param>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="From">Users or requests per second at its begin.</param>
/// <param name="To">The same at its end.</param>
/// <param name="Steady">Whether it belongs to the window that figures are taken from.</param>
public sealed record LoadStage(string Name, double Seconds, double From, double To, bool Steady = true);
