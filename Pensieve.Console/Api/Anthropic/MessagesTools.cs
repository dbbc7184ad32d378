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
        var tools = ToolList.Read(request.Tools, (tool, path, list) => ReadTool(tool, path, list, fields), fields);
        return tools.Offer(request.ToolChoice?.DisableParallelToolUse == true, ReadChoice(request.ToolChoice, tools.Names, fields));
    }

    private static void ReadTool(ToolParam tool, string path, ToolList list, FieldReader fields)
    {
        if (tool.Type is not (null or "custom"))
            fields.Unsupported(path + ".type", $"the server tool \"{tool.Type}\" is", "Offer a tool of your own with name and input_schema.");
        else if (!list.Accepts(tool.Name, path + ".name")) return;
        else if (tool.InputSchema.ValueKind != JsonValueKind.Object) fields.Fail(path + ".input_schema", "is required and must be an object.");
        else list.Add(ToolOffer.Function(tool.Name!, tool.Description, tool.InputSchema), tool.Name!, path + ".input_schema");
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
