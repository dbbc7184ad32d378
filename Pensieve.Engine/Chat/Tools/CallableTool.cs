using System.Text.Json;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>A tool whose calls a grammar writes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">JSON schema of its arguments; undefined = any object.</param>
/// <param name="Path">Place of the schema in the request, for messages.</param>
/// <param name="IsChecked">The arguments must satisfy the schema; false = any object will do.</param>
public sealed record CallableTool(string Name, JsonElement Parameters, string Path, bool IsChecked);
