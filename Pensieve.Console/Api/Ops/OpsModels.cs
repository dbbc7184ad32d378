using System.Text.Json.Serialization;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Ops;

/// <summary>A model that operations ask to load. Fields left out take the file's saved defaults, else the engine's.</summary>
/// <param name="Path">GGUF file inside a directory that models may be loaded from.</param>
/// <param name="Id">Id that clients use; the file name without extension if left out.</param>
/// <param name="ContextSize">Tokens of context for all slots together; 0 = the model's own.</param>
/// <param name="Parallel">Slots.</param>
/// <param name="GpuLayers">Layers on the GPU; -1 = all that fit.</param>
/// <param name="Device">ggml device name, or "auto".</param>
/// <param name="Threads">Compute threads; 0 = up to one per physical core, fewer for a small model.</param>
/// <param name="KvType">"f16", "f32", "q8_0" or "q4_0".</param>
/// <param name="BatchSize">Most tokens in one decode step.</param>
/// <param name="QueueCapacity">Requests that may wait for a slot.</param>
/// <param name="ReasoningFormat">How the model marks its thinking; as its template says if left out.</param>
/// <param name="ToolFormat">How the model writes calls of tools; as its template says if left out.</param>
/// <param name="Pooling">How tokens become one vector in embeddings: "mean", "cls" or "last"; as the file says, else mean, if left out.</param>
public sealed record LoadModelRequest(
    string? Path, string? Id = null, long? ContextSize = null, long? Parallel = null, long? GpuLayers = null, string? Device = null,
    long? Threads = null, string? KvType = null, long? BatchSize = null, long? QueueCapacity = null, string? ReasoningFormat = null, string? ToolFormat = null, string? Pooling = null)
{
    internal LoadOptionFields Options => new(ContextSize, Parallel, GpuLayers, Device, Threads, KvType, BatchSize, QueueCapacity, ReasoningFormat, ToolFormat, Pooling);
}

/// <summary>How a file is loaded; what is left out is as the server has it. A field that does not exist is refused, as it would be forgotten in silence.</summary>
/// <param name="ContextSize"><inheritdoc cref="LoadModelRequest" path="/param[@name='ContextSize']"/></param>
/// <param name="Parallel"><inheritdoc cref="LoadModelRequest" path="/param[@name='Parallel']"/></param>
/// <param name="GpuLayers"><inheritdoc cref="LoadModelRequest" path="/param[@name='GpuLayers']"/></param>
/// <param name="Device"><inheritdoc cref="LoadModelRequest" path="/param[@name='Device']"/></param>
/// <param name="Threads"><inheritdoc cref="LoadModelRequest" path="/param[@name='Threads']"/></param>
/// <param name="KvType"><inheritdoc cref="LoadModelRequest" path="/param[@name='KvType']"/></param>
/// <param name="BatchSize"><inheritdoc cref="LoadModelRequest" path="/param[@name='BatchSize']"/></param>
/// <param name="QueueCapacity"><inheritdoc cref="LoadModelRequest" path="/param[@name='QueueCapacity']"/></param>
/// <param name="ReasoningFormat"><inheritdoc cref="LoadModelRequest" path="/param[@name='ReasoningFormat']"/></param>
/// <param name="ToolFormat"><inheritdoc cref="LoadModelRequest" path="/param[@name='ToolFormat']"/></param>
/// <param name="Pooling"><inheritdoc cref="LoadModelRequest" path="/param[@name='Pooling']"/></param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LoadOptionFields(
    long? ContextSize = null, long? Parallel = null, long? GpuLayers = null, string? Device = null, long? Threads = null, string? KvType = null, long? BatchSize = null,
    long? QueueCapacity = null, string? ReasoningFormat = null, string? ToolFormat = null, string? Pooling = null);

/// <summary>A finished request.</summary>
/// <param name="Id">Request id.</param>
/// <param name="Model">Model id.</param>
/// <param name="Source">API route.</param>
/// <param name="Streaming">The client read a stream.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">How it ended.</param>
/// <param name="Failure">The failure's kind; null = none.</param>
/// <param name="Usage">Token counts.</param>
/// <param name="Phases">Phase stamps in monotonic nanoseconds.</param>
/// <param name="QueueMs">Milliseconds waited for a slot.</param>
/// <param name="TtftMs">Milliseconds to the first token.</param>
/// <param name="TpotMs">Milliseconds per output token after the first.</param>
/// <param name="TotalMs">Milliseconds from receipt to the end.</param>
/// <param name="Slot">The slot that served it; -1 = none.</param>
public sealed record RequestView(
    string Id, string Model, string Source, bool Streaming, DateTimeOffset EndedAt, FinishReason Reason, FailureKind? Failure,
    TokenUsage Usage, RequestPhases Phases, double? QueueMs, double? TtftMs, double? TpotMs, double TotalMs, int Slot)
{
    /// <summary>View of a record.</summary>
    public static RequestView Of(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var result = record.Result;
        return new RequestView(
            record.Id, record.Model, record.Source, record.Streaming, record.EndedAt, result.Reason, result.Failure?.Kind,
            result.Usage, result.Phases, record.QueueMs, record.TtftMs, record.TpotMs, record.TotalMs, result.Slot);
    }
}

/// <summary>The slots of one model.</summary>
/// <param name="Model">Model id.</param>
/// <param name="Slots">Every slot in order.</param>
public sealed record ModelSlots(string Model, IReadOnlyList<SlotSnapshot> Slots);
