using Pensieve.Engine.Chat;

namespace Pensieve.Tests.Unit.Engine.Chat;

public sealed class ChatTemplateLinterTests
{
    private static ChatTemplateTraits Traits(string source) => ChatTemplate.Parse(source, "<s>", "</s>", new FixedTime()).Template!.Traits;

    [Fact]
    public void Traits_ChatMlStyle_SupportsEverything()
    {
        var traits = Traits(StyleTemplates.ChatMl);
        Assert.True(traits.SupportsSystem && traits.SupportsInlineSystem && traits.SupportsTools && traits.SupportsToolCalls);
        Assert.True(traits.SupportsParallelToolCalls && traits.SupportsToolResults && traits.SupportsReasoning && traits.IsAppendOnly);
        Assert.False(traits.WritesBos || traits.DependsOnDate || traits.RequiresAlternatingRoles || traits.ArgumentsAsText || traits.ContentAsParts);
        Assert.Equal("reasoning_content", traits.ReasoningField);
        Assert.Equal("enable_thinking", traits.ThinkingSwitch);
        Assert.Equal(["supports-reasoning"], ChatTemplateLinter.Lint(traits).Select(f => f.Code));
    }

    [Fact]
    public void Traits_HeaderStyle_WritesBosDatesThePromptAndTakesOneCall()
    {
        var codes = ChatTemplateLinter.Lint(Traits(StyleTemplates.Header)).Select(f => f.Code);
        Assert.Equal(["no-parallel-tool-calls", "writes-bos", "depends-on-date"], codes);
    }

    [Fact]
    public void Traits_InstructStyle_IsNotAppendOnlyAndAlternates()
    {
        var codes = ChatTemplateLinter.Lint(Traits(StyleTemplates.Instruct)).Select(f => f.Code);
        Assert.Equal(["no-inline-system", "writes-bos", "not-append-only", "requires-alternation"], codes);
    }

    [Fact]
    public void Traits_TurnStyle_HasNoSystemAndNoTools()
    {
        var traits = Traits(StyleTemplates.Turns);
        Assert.False(traits.SupportsSystem || traits.SupportsInlineSystem || traits.SupportsTools || traits.SupportsToolCalls || traits.SupportsReasoning);
        Assert.True(traits.RequiresAlternatingRoles && traits.IsAppendOnly && traits.WritesBos);
    }

    [Fact]
    public void Traits_ContentAsParts_IsFoundAndUsed()
    {
        const string source = "{% for m in messages %}{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endfor %}";
        var template = ChatTemplate.Parse(source, "", "").Template!;
        Assert.True(template.Traits.ContentAsParts);
        var outcome = template.Render(new ChatPrompt { Messages = [new ChatMessage(ChatRole.User, "hi")] });
        Assert.Equal("hi", Assert.Single(outcome.Prompt!.Segments).Text);
    }

    [Fact]
    public void Traits_ThinkingUnderAnotherName_IsFound() =>
        Assert.Equal("thinking", Traits("{% for m in messages %}{{ m.content }}{{ m.thinking }}{% endfor %}").ReasoningField);

    [Fact]
    public void Traits_TemplateIteratesAbsentTools_GetsThemUndefined()
    {
        var template = ChatTemplate.Parse("{% for t in tools %}{{ t.function.name }}{% endfor %}{{ messages[0].content }}", "", "").Template!;
        Assert.Null(template.Render(new ChatPrompt { Messages = [new ChatMessage(ChatRole.User, "hi")] }).Error);
        Assert.True(template.Traits.SupportsTools);
    }
}
