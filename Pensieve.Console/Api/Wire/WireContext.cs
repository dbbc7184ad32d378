using System.Text.Json.Serialization;
using Pensieve.Console.Api.Anthropic;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Responses;

namespace Pensieve.Console.Api.Wire;

/// <summary>Generated parsers of every request body.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = RequestBody.MaxDepth, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MessagesRequest))]
[JsonSerializable(typeof(ContentBlock[]))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ContentPart[]))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(ResponsesRequest))]
[JsonSerializable(typeof(ResponseItemParam))]
[JsonSerializable(typeof(ResponseItemParam[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(NumberField))]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(DetokenizeRequest))]
[JsonSerializable(typeof(EmbeddingsRequest))]
internal sealed partial class WireContext : JsonSerializerContext;
