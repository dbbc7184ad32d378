using System.Text.Json;
using Pensieve.Console.Api.Generations;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Answers of POST /v1/chat/completions.</summary>
internal sealed class ChatShape(OpenAIAnswer answer) : OpenAIShape(answer)
{
    /// <inheritdoc/>
    protected override string DocumentObject => "chat.completion";

    /// <inheritdoc/>
    protected override string ChunkObject => "chat.completion.chunk";

    /// <inheritdoc/>
    public override IStreamFrames CreateFrames(int choice) => new ChatFrames(this, choice);

    /// <inheritdoc/>
    protected override void WriteChoice(Utf8JsonWriter json, int index, ChoiceOutput choice)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteText("content"u8, choice.Text.Span);
        json.WriteNull("refusal"u8);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("logprobs"u8);
        if (Answer.LogProbs) LogProbsJson.WriteChat(json, choice.LogProbs);
        else json.WriteNullValue();
    }
}
