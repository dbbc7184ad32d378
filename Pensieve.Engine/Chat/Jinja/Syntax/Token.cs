namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal enum TokenKind
{
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

/// <summary>A piece of the source: template text, a tag's delimiter, or a word inside a tag.</summary>
/// <param name="Text">Data after whitespace control, strings after unescaping, everything else as written.</param>
/// <param name="Line">1-based line on which it starts.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool IsOperator(string symbol) => Kind == TokenKind.Operator && Text == symbol;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "end of template",
        TokenKind.BlockEnd => "end of statement block",
        TokenKind.VariableEnd => "end of print statement",
        TokenKind.Data => "template text",
        _ => $"'{Text}'",
    };
}
