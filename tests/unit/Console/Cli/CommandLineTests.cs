using Pensieve.Console.Cli;
using Pensieve.Console.Hosting;

namespace Pensieve.Tests.Unit.Console.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help", "up", "synth", "models", "doctor", "--port")]
    [InlineData("up --help", "--gpu-layers", "PENSIEVE_GPU_LAYERS", "--drain-seconds")]
    [InlineData("synth --help", "--vocab", "60M")]
    [InlineData("models --help", "inspect", "list")]
    [InlineData("models inspect --help", "--ctx", "--kv-type")]
    [InlineData("doctor --help", "Exit code 1")]
    public async Task RunAsync_Help_NamesWhatThereIs(string line, params string[] expected)
    {
        var (code, output, _) = await RunAsync(line.Split(' '));

        Assert.Equal(0, code);
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.DoesNotContain("worker <", output, StringComparison.Ordinal);
        Assert.DoesNotContain("--api-key", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UnknownOption_FailsAndNamesIt()
    {
        var (code, _, error) = await RunAsync("up", "--prot", "7070");

        Assert.Equal(1, code);
        Assert.Contains("--prot", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_UpBeyondThisMachineWithoutKey_ExitsWith2AndASentence()
    {
        var (code, _, error) = await RunAsync("up", "--host", "0.0.0.0", "--port", "0", "--parallel", "0");

        Assert.Equal(2, code);
        Assert.Contains("PENSIEVE_API_KEY", error, StringComparison.Ordinal);
        Assert.Contains("parallel", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_SynthThenInspect_ShowsWhatWasWritten()
    {
        var folder = Directory.CreateTempSubdirectory("pensieve-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "m.gguf");
            var (made, _, _) = await RunAsync("synth", "tiny", "--out", file, "--type", "q4_0", "--vocab", "1000", "--layers", "3");
            var (seen, output, _) = await RunAsync("models", "inspect", file, "--ctx", "1024", "--parallel", "2", "--kv-type", "q8_0");
            var (_, list, _) = await RunAsync("models", "list", "--models", folder.FullName);

            Assert.Equal((0, 0), (made, seen));
            Assert.Contains("llama, 3 layers, width 64", output, StringComparison.Ordinal);
            Assert.Contains("String[1000]", output, StringComparison.Ordinal);
            Assert.Contains("chat template: present", output, StringComparison.Ordinal);
            Assert.Contains("Fits: needs ", output, StringComparison.Ordinal);
            Assert.Contains("m.gguf", list, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RunAsync_InspectBadFile_FailsWithKindAndPlace()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "GGML and more");

        var (code, _, error) = await RunAsync("models", "inspect", file);

        Assert.Equal(1, code);
        Assert.Contains("NotGguf at byte 0", error, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("synth", "huge")]
    [InlineData("synth", "tiny", "--type", "Q6_K")]
    [InlineData("synth", "tiny", "--width", "33", "--out", "never.gguf")]
    [InlineData("models", "inspect", "x.gguf", "--parallel", "0")]
    [InlineData("models", "inspect", "x.gguf", "--kv-type", "q6_k")]
    public async Task RunAsync_BadValues_FailWithASentence(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);

        Assert.Equal(1, code);
        Assert.NotEqual("", error.Trim());
        Assert.False(File.Exists("never.gguf"));
    }

    [Fact]
    public void Settings_Names_AgreeInAllThreePlaces() => Assert.All(Setting.All, s =>
    {
        Assert.NotNull(typeof(PensieveOptions).GetProperty(s.Key));
        Assert.Matches("^PENSIEVE_[A-Z_]+$", s.Variable);
    });

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
