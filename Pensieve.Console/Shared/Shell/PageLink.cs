namespace Pensieve.Console.Shared.Shell;

/// <summary>A page of the console.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Path">Its address, without a slash in front; "" = the first page.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="Key">Letter that goes there after "g".</param>
/// <param name="HasRange">It shows a time range, which the top bar then offers and links between such pages keep.</param>
public sealed record PageLink(string Label, string Path, IconName Icon, char Key, bool HasRange = false);
