using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Tools;

/// <summary>How the output of one request is searched for calls; shared by its choices.</summary>
/// <param name="Format">Notation of the loaded model.</param>
/// <param name="Tools">What was offered.</param>
/// <param name="IsSingle">The answer ends with its first call.</param>
internal sealed record ToolCalling(ToolCallFormat Format, OfferedTools Tools, bool IsSingle)
{
    /// <summary>A reader of one choice.</summary>
    public ToolCallReader CreateReader(IToolCallSink sink) => new(this, sink);
}
