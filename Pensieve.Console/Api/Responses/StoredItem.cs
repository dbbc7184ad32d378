using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Responses;

/// <summary>An item of a conversation as it is kept: what input_items lists and item_reference refers to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">The item as JSON.</param>
/// <param name="Message">What the model sees of an item of its own; null = one that the caller sent, which is read again from its JSON.</param>
internal sealed record StoredItem(string Id, ReadOnlyMemory<byte> Json, ChatMessage? Message = null);
