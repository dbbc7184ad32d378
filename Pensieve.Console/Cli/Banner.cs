using System.Globalization;
using System.Text;
using System.Text.Json;
using Pensieve.Engine;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli;

/// <summary>What is printed when the server is ready: model, device, isolation, and a line to paste.</summary>
internal static class Banner
{
    /// <summary>The text, several lines without a last line break.</summary>
    /// <param name="url">Where the server listens.</param>
    /// <param name="outcome">How the load of the first model ended.</param>
    /// <param name="snapshot">The engine after it; null = there is none.</param>
    /// <param name="withKey">Whether callers must send a key.</param>
    public static string Of(string url, LoadOutcome outcome, EngineSnapshot? snapshot, bool withKey)
    {
        if (outcome.Model is not { } model)
        {
            return $"  model      none: {outcome.Failure}";
        }

        var info = model.Info;
        var state = snapshot?.Models.FirstOrDefault(m => m.Id == model.Id);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"  model      {model.Id} ({FitCheck.Size(info.SizeBytes)}, {info.Slots} slots × {info.ContextPerSequence} tokens)");
        text.AppendLine(CultureInfo.InvariantCulture, $"  device     {info.Device}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  isolation  {state?.Isolation}{(state?.State == EngineState.Degraded ? ", degraded: " + state.Reason : "")}");
        text.AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"  curl {url}/v1/chat/completions -H 'content-type: application/json'");
        text.Append(withKey ? " -H \"authorization: Bearer $PENSIEVE_API_KEY\"" : "");

        // The id is a file name: quoted for JSON first and for the shell second.
        var id = JsonSerializer.Serialize(model.Id).Replace("'", @"'\''", StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $$""" -d '{"model":{{id}},"messages":[{"role":"user","content":"Hello"}],"stream":true}'""");
        return text.ToString();
    }
}
