using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Reads tools and tool_choice of an Anthropic body.</summary>
internal static class MessagesTools
{
    /// <summary>Null = the model is offered none.</summary>
    public static ToolOffer? Read(MessagesRequest request, FieldReader fields)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tools = ImmutableArray.CreateBuilder<JsonElement>();
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Tools?.Length && fields.Error is null; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"tools.{i}");
            if (ReadTool(request.Tools[i], path, seen, fields) is not { } tool) continue;
            tools.Add(tool);
            paths[request.Tools[i]!.Name!] = path + ".input_schema";
        }

        var choice = ReadChoice(request.ToolChoice, seen, fields);
        return fields.Error is null ? ToolOffer.Create(tools.ToImmutable(), request.ToolChoice?.DisableParallelToolUse == true, choice, name => paths[name], fields) : null;
    }

    private static JsonElement? ReadTool(ToolParam? tool, string path, HashSet<string> seen, FieldReader fields)
    {
        if (tool is null)
        {
            fields.Fail(path, "must be an object.");
            return null;
        }

        if (tool.Type is not (null or "custom"))
        {
            fields.Unsupported(path + ".type", $"the server tool \"{tool.Type}\" is", "Offer a tool of your own with name and input_schema.");
            return null;
        }

        if (!ToolOffer.CheckName(tool.Name, path + ".name", seen, fields)) return null;
        if (tool.InputSchema.ValueKind == JsonValueKind.Object) return ToolOffer.Function(tool.Name!, tool.Description, tool.InputSchema);
        fields.Fail(path + ".input_schema", "is required and must be an object.");
        return null;
    }

    private static ToolChoice ReadChoice(ToolChoiceParam? choice, HashSet<string> names, FieldReader fields)
    {
        switch (choice?.Type)
        {
            case null when choice is null:
            case "auto": return ToolChoice.Auto;
            case "none": return ToolChoice.None;
            case "any": return ToolChoice.Any;
            case "tool" when choice.Name is null: fields.Fail("tool_choice.name", "is required and must be a string."); break;
            case "tool" when !names.Contains(choice.Name): fields.Fail("tool_choice.name", $"\"{choice.Name}\" is none of the offered tools."); break;
            case "tool": return ToolChoice.Named(choice.Name);
            default: fields.Fail("tool_choice.type", "must be \"auto\", \"none\", \"any\" or \"tool\"."); break;
        }

        return ToolChoice.None;
    }
}
