namespace Pensieve.Engine.Models;

/// <summary>
/// Control tokens of a model trained to fill in: before, the text in front, after, the text behind, middle; what it then
/// writes belongs between the two texts.
/// </summary>
/// <param name="Before">Id of the token in front of the text that comes first, such as &lt;|fim_prefix|&gt;.</param>
/// <param name="After">Id of the token in front of the text that comes last, such as &lt;|fim_suffix|&gt;.</param>
/// <param name="Middle">Id of the token after which the model writes, such as &lt;|fim_middle|&gt;.</param>
public sealed record FillInTokens(int Before, int After, int Middle);
