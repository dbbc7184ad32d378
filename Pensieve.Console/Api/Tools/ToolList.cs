using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Tools;

/// <summary>The tools of a request as they are read, one after another. Each dialect says how it writes one.</summary>
internal sealed class ToolList
{
    private const int MaxNameLength = 128;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    private readonly ImmutableArray<JsonElement>.Builder _tools = ImmutableArray.CreateBuilder<JsonElement>();
    private readonly Dictionary<string, string> _schemaPaths = new(StringComparer.Ordinal);
    private readonly FieldReader _fields;

    private ToolList(FieldReader fields) => _fields = fields;

    /// <summary>Names of the tools.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the list up to its first fault.</summary>
    /// <param name="tools">As the request has them; null = none.</param>
    /// <param name="read">Reads one of them, at the path given: adds it, or records its fault.</param>
    /// <param name="fields">Takes the faults.</param>
    public static ToolList Read<T>(IReadOnlyList<T?>? tools, Action<T, string, ToolList> read, FieldReader fields)
    {
        var list = new ToolList(fields);
        for (var i = 0; i < tools?.Count && fields.Error is null; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"tools.{i}");
            if (tools[i] is { } tool) read(tool, path, list);
            else fields.Fail(path, "must be an object.");
        }

        return list;
    }

    /// <summary>Checks a tool's name, which must be new; faults are recorded under <paramref name="path"/>.</summary>
    public bool Accepts(string? name, string path)
    {
        if (name is null) _fields.Fail(path, "is required and must be a string.");
        else if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(s_nameCharacters))
            _fields.Fail(path, "must have 1 to 128 letters, digits or any of \"_-.:\".");
        else if (!Names.Add(name)) _fields.Fail(path, $"\"{name}\" is the name of another tool too; names must differ.");
        else return true;
        return false;
    }

    /// <summary>Adds a tool whose name was accepted.</summary>
    /// <param name="tool">As templates want it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="schemaPath">Place of its schema in the request.</param>
    public void Add(JsonElement tool, string name, string schemaPath)
    {
        _tools.Add(tool);
        _schemaPaths[name] = schemaPath;
    }

    /// <summary>Puts the offer together; null = the model is offered none, or there was a fault.</summary>
    public ToolOffer? Offer(bool isSingle, ToolChoice choice) =>
        _fields.Error is null ? ToolOffer.Create(_tools.ToImmutable(), isSingle, choice, name => _schemaPaths[name], _fields) : null;
}
