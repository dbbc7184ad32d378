using System.Collections.Immutable;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Tools;

/// <summary>How the output of one request is taken apart; shared by its choices.</summary>
/// <param name="Calling">How its answer is searched for calls; null = it is not.</param>
/// <param name="Format">How its thinking is marked; null = it is not searched for thinking.</param>
/// <param name="Reasoning">The same as the engine is told it.</param>
internal sealed record OutputParsing(ToolCalling? Calling, ReasoningFormat? Format, ReasoningOptions? Reasoning)
{
    /// <summary>Control tokens that the engine must put into the text.</summary>
    public ImmutableArray<string> VisibleTokens { get; } = [.. (Calling?.Format.Markers ?? []).Union(Format?.VisibleTokens ?? [])];

    /// <summary>Null = the output is text throughout.</summary>
    public static OutputParsing? For(ToolCalling? calling, ReasoningFormat? format, ReasoningOptions? reasoning) =>
        calling is null && reasoning is null ? null : new OutputParsing(calling, reasoning is null ? null : format, reasoning);

    /// <summary>A reader of one choice.</summary>
    public OutputReader CreateReader(IOutputSink sink) => new(this, sink);
}
