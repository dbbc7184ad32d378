using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Engine.Chat.Tools;

public sealed class ToolCallParserTests
{
    [Theory]
    [InlineData("hermes", "Just text.", "Just text.")]
    [InlineData("hermes", "  spaced \n", "  spaced \n")]
    [InlineData("hermes", "<tool_call>", "<tool_call>")]
    [InlineData("hermes", "a <tool_cal b", "a <tool_cal b")]
    [InlineData("hermes", "Use <tool_call> to call.", "Use <tool_call> to call.")]
    [InlineData("hermes", "<tool_call>\n{\"nam\": 1}\n</tool_call>", "<tool_call>\n{\"nam\": 1}\n</tool_call>")]
    [InlineData("hermes", "<tool_call>{\"name\": \"\", \"arguments\": {}}</tool_call>", "<tool_call>{\"name\": \"\", \"arguments\": {}}</tool_call>")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\", \"arguments\": [1]}</tool_call>", "<tool_call>{\"name\": \"read\", \"arguments\": [1]}</tool_call>")]
    [InlineData("hermes", "Hi\n<tool_call>\n{\"name\": \"read\", \"arguments\": {\"a\": 1}}\n</tool_call>\n", "Hi⟦read|{\"a\": 1}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\"}</tool_call>", "⟦read|{}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\", \"arguments\": null}", "⟦read|{}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call>", "⟦read|{\"a\": 1}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\", \"arguments\": {\"a\": 1}}{\"name\": \"x\", \"arguments\": {}}</tool_call>then", "⟦read|{\"a\": 1}|⟧⟦x|{}|⟧then")]
    [InlineData("hermes", "<tool_call>{\"name\": \"read\", \"arguments\": {}}<tool_call>{\"name\": \"x\", \"arguments\": {}}", "⟦read|{}|⟧⟦x|{}|⟧")]
    [InlineData("hermes", "<tool_call><tool_call>{\"name\": \"x\"}", "<tool_call>⟦x|{}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": \"line\nend \\d \\' \\ud83d!\"}}", "⟦x|{\"a\": \"line\\nend \\\\d ' \\ufffd!\"}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": 1, \"b\": 12", "⟦x|{\"a\": 1|}⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": [\"b\\", "⟦x|{\"a\": [\"b|\"]}⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": 1}", "⟦x|{\"a\": 1}|⟧")]
    [InlineData("hermes", "<tool_call>{\"name\": \"x\", \"arguments\": {\"a\": tru!}}</tool_call>", "⟦x|{|}⟧\"a\": tru!}}</tool_call>")]
    [InlineData("llama", "{\"name\": \"read\", \"parameters\": {\"a\": 1}}", "⟦read|{\"a\": 1}|⟧")]
    [InlineData("llama", "{\"name\": \"Anna\", \"parameters\": {\"a\": 1}}", "{\"name\": \"Anna\", \"parameters\": {\"a\": 1}}")]
    [InlineData("llama", "{\"city\": \"Rome\"} is JSON", "{\"city\": \"Rome\"} is JSON")]
    [InlineData("llama", "See {\"name\": \"read\", \"parameters\": {}}", "See {\"name\": \"read\", \"parameters\": {}}")]
    [InlineData("llama", "<|python_tag|>print(1)", "<|python_tag|>print(1)")]
    [InlineData("mistral", "[TOOL_CALLS] [{\"name\": \"x\", \"arguments\": {}, \"id\": \"abc\"}]", "⟦x|{}|⟧")]
    [InlineData("mistral", "[TOOL_CALLS]x[CALL_ID]123[ARGS]{\"a\": 1}[TOOL_CALLS]read{}", "⟦x|{\"a\": 1}|⟧⟦read|{}|⟧")]
    [InlineData("mistral", "[TOOL_CALLS] are marks {", "[TOOL_CALLS] are marks {")]
    [InlineData("function-xml", "<tool_call>\n<function=read>\n<parameter=text>\na < b\n</parameter>\n<parameter=n>\n5\n</parameter>\n</function>\n</tool_call>", "⟦read|{\"text\": \"a < b\", \"n\": 5}|⟧")]
    [InlineData("function-xml", "<function=read>\n</function>\n<function=x></function>", "⟦read|{}|⟧⟦x|{}|⟧")]
    [InlineData("function-xml", "<tool_call>\n<function=read>\n<parameter=text>\nabc", "⟦read|{\"text\": \"abc|\"}⟧")]
    [InlineData("function-xml", "<tool_call>\n<function=read>\n<parameter=n>\n5", "⟦read||{}⟧")]
    [InlineData("function-json", "Hi <function=read>{\"a\": 1}</function>\n<function=x>{}</function> then", "Hi⟦read|{\"a\": 1}|⟧⟦x|{}|⟧then")]
    [InlineData("function-json", "<function=read>{\"a\": [1", "⟦read|{\"a\": [|]}⟧")]
    [InlineData("function-json", "<function=read> no", "<function=read> no")]
    [InlineData("function-json", "a <function=", "a <function=")]
    [InlineData("functionary", "all\nHello there", "Hello there")]
    [InlineData("functionary", "Hello", "Hello")]
    [InlineData("functionary", "al", "al")]
    [InlineData("functionary", "read\n{\"a\": 1}", "⟦read|{\"a\": 1}|⟧")]
    [InlineData("functionary", ">>>all\nWait.>>>read\n{\"a\": 1}\n>>>x-1\n{}", "Wait.⟦read|{\"a\": 1}|⟧⟦x-1|{}|⟧")]
    [InlineData("functionary", "all\n>>> print(1) and >>>other\n{}", ">>> print(1) and >>>other\n{}")]
    [InlineData("functionary", ">>>read\n{\"a\": \"b", "⟦read|{\"a\": \"b|\"}⟧")]
    [InlineData("functionary", "read\nthe book", "read\nthe book")]
    [InlineData("function-xml", "A <function> is <function=", "A <function> is <function=")]
    public void Append_OneCharacterAtATime_Reports(string format, string output, string expected)
    {
        var parsed = CollectedOutput.Parse(ToolCallFormat.All.Single(f => f.Name == format), OutputGenerator.Tools, output.EnumerateRunes().Select(r => r.ToString()));
        Assert.Equal(expected, parsed.Transcript.ToString());
    }

    [Fact]
    public void Append_Arguments_StreamBeforeTheCallIsWhole()
    {
        var parsed = new CollectedOutput();
        var parser = ToolCallFormat.Hermes.CreateParser(OutputGenerator.Tools, parsed);
        parser.Append("Wait.\n<tool_call>{\"name\": \"x\", \"arguments\": {\"path\": \"a/b"u8);
        Assert.Equal("Wait.⟦x|{\"path\": \"a/b", parsed.Transcript.ToString());
    }

    [Theory]
    [InlineData("x <tool_call>\n<function=", "function-xml")]
    [InlineData("'<tool_call>\\n{\"name\"'", "hermes")]
    [InlineData("<function={name}>{{args}}</function>", "function-json")]
    [InlineData("x <function=a><parameter=b>", "function-xml")]
    [InlineData("'>>>all\\n'", "functionary")]
    [InlineData("[TOOL_CALLS] [", "mistral")]
    [InlineData("<|start_header_id|>ipython", "llama")]
    [InlineData("nothing known", "hermes")]
    public void Detect_TemplateSource_IsItsFormat(string source, string expected) => Assert.Equal(expected, ToolCallFormat.Detect(source).Name);
}
