using System.Text.Json;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Reads tools, tool_choice and parallel_tool_calls of an OpenAI chat body.</summary>
internal static class ChatTools
{
    /// <summary>Null = the model is offered none.</summary>
    public static ToolOffer? Read(ChatRequest request, FieldReader fields)
    {
        var tools = ToolList.Read(request.Tools, (tool, path, list) => ReadTool(tool, path, list, fields), fields);
        return tools.Offer(request.ParallelToolCalls == false, ReadChoice(request.ToolChoice, tools.Names, fields));
    }

    private static void ReadTool(ChatToolParam tool, string path, ToolList list, FieldReader fields)
    {
        if (tool.Type is null) fields.Fail(path + ".type", "is required and must be \"function\".");
        else if (tool.Type != "function") fields.Unsupported(path + ".type", $"a tool of type \"{tool.Type}\" is", "Offer a tool of type \"function\".");
        else if (tool.Function is not { } function) fields.Fail(path + ".function", "is required and must be an object.");
        else if (!list.Accepts(function.Name, path + ".function.name")) return;
        else if (!function.Parameters.IsAbsent() && function.Parameters.ValueKind != JsonValueKind.Object) fields.Fail(path + ".function.parameters", "must be an object.");
        else list.Add(ToolOffer.Function(function.Name!, function.Description, function.Parameters, function.Strict), function.Name!, path + ".function.parameters");
    }

    private static ToolChoice ReadChoice(JsonElement choice, HashSet<string> names, FieldReader fields)
    {
        if (choice.IsAbsent()) return ToolChoice.Auto;
        switch (choice.TypeName())
        {
            case "auto" when choice.ValueKind == JsonValueKind.String: return ToolChoice.Auto;
            case "none" when choice.ValueKind == JsonValueKind.String: return ToolChoice.None;
            case "required" when choice.ValueKind == JsonValueKind.String: return ToolChoice.Any;
            case "function": return ReadNamed(choice, names, fields);
            case "allowed_tools" when choice.TryGetProperty("allowed_tools", out var allowed) && allowed.ValueKind == JsonValueKind.Object:
                return ReadAllowed(allowed, names, fields);
            default:
                fields.Fail("tool_choice", "must be \"none\", \"auto\", \"required\", a named function or allowed_tools.");
                return ToolChoice.None;
        }
    }

    private static ToolChoice ReadNamed(JsonElement choice, HashSet<string> names, FieldReader fields)
    {
        var name = choice.TryGetProperty("function", out var function) ? function.TypeName("name") : null;
        if (name is null || function.ValueKind != JsonValueKind.Object) fields.Fail("tool_choice.function.name", "is required and must be a string.");
        else if (!names.Contains(name)) fields.Fail("tool_choice.function.name", $"\"{name}\" is none of the offered tools.");
        else return ToolChoice.Named(name);
        return ToolChoice.None;
    }

    private static ToolChoice ReadAllowed(JsonElement allowed, HashSet<string> names, FieldReader fields)
    {
        const string Path = "tool_choice.allowed_tools";
        var mode = allowed.TryGetProperty("mode", out var given) ? given.TypeName() : null;
        if (mode is not ("auto" or "required")) fields.Fail(Path + ".mode", "must be \"auto\" or \"required\".");
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        if (!allowed.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array)
        {
            fields.Fail(Path + ".tools", "is required and must be an array.");
            return ToolChoice.None;
        }

        foreach (var tool in tools.EnumerateArray())
        {
            var name = tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function) ? function.TypeName("name") : null;
            if (name is not null && names.Contains(name)) chosen.Add(name);
            else fields.Fail(Path + ".tools", "must name offered functions only.");
        }

        return new ToolChoice(chosen.Contains, mode == "required" ? chosen.Contains : null, Path);
    }
}
