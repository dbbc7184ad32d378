using System.Text.Json;
using Pensieve.Console.Api.Generations;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Answers of POST /v1/completions.</summary>
/// <param name="answer">What the answer repeats.</param>
/// <param name="echoes">Per prompt, the text to put in front of its choices; null = no echo.</param>
internal sealed class CompletionShape(OpenAIAnswer answer, IReadOnlyList<ReadOnlyMemory<byte>>? echoes) : OpenAIShape(answer)
{
    /// <inheritdoc/>
    protected override string DocumentObject => "text_completion";

    /// <inheritdoc/>
    protected override string ChunkObject => "text_completion";

    /// <inheritdoc/>
    public override string PromptField => "prompt";

    /// <inheritdoc/>
    public override IStreamFrames CreateFrames(int choice) => new CompletionFrames(this, choice, EchoOf(choice));

    /// <inheritdoc/>
    protected override void WriteChoice(Utf8JsonWriter json, int index, ChoiceOutput choice)
    {
        var echo = EchoOf(index);
        json.WriteText("text"u8, echo.IsEmpty ? choice.Text.Span : [.. echo.Span, .. choice.Text.Span]);
        json.WritePropertyName("logprobs"u8);
        if (Answer.LogProbs) LogProbsJson.WriteLegacy(json, choice.LogProbs, offset: 0);
        else json.WriteNullValue();
    }

    private ReadOnlyMemory<byte> EchoOf(int choice) => echoes?[choice / Answer.N] ?? default;
}
