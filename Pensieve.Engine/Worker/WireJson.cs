using System.Text.Json.Serialization;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

/// <summary>JSON of the frames that are not on the per-token path.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(GenerationRequest))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(Prompt))]
[JsonSerializable(typeof(ModelLoadOptions))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(EngineFailure))]
[JsonSerializable(typeof(List<DeviceInfo>))]
internal sealed partial class WireJson : JsonSerializerContext;
