using Microsoft.Extensions.Configuration;
using Pensieve.Console.Hosting;
using Pensieve.Engine.Worker;

namespace Pensieve.Tests.Unit.Console.Hosting;

public sealed class PensieveOptionsTests
{
    [Fact]
    public void Read_Nothing_GivesDefaults()
    {
        var (options, failures) = Read();

        Assert.Empty(failures);
        Assert.Equal(new PensieveOptions(), options);
        Assert.Equal("http://127.0.0.1:7070", options.Url);
    }

    [Fact]
    public void Read_EverySetting_ReachesTheOptionsFromTheEnvironment()
    {
        var given = new Dictionary<string, string>
        {
            ["PENSIEVE_PORT"] = "81", ["PENSIEVE_HOST"] = "::1", ["PENSIEVE_DATA"] = "d", ["PENSIEVE_MODELS"] = "m", ["PENSIEVE_CTX"] = "4096",
            ["PENSIEVE_PARALLEL"] = "8", ["PENSIEVE_GPU_LAYERS"] = "0", ["PENSIEVE_DEVICE"] = "Vulkan0", ["PENSIEVE_THREADS"] = "2",
            ["PENSIEVE_ISOLATION"] = "InProcess", ["PENSIEVE_KV_TYPE"] = "Q8_0", ["PENSIEVE_REASONING"] = "Mistral", ["PENSIEVE_POOLING"] = "last", ["PENSIEVE_TOOL_FORMAT"] = "functionary", ["PENSIEVE_QUEUE"] = "9", ["PENSIEVE_DRAIN_SECONDS"] = "1",
            ["PENSIEVE_API_KEY"] = "0123456789abcdef", ["PENSIEVE_DATABASE"] = "Host=db", ["PENSIEVE_SIGN_IN"] = "off",
        };

        var (options, failures) = Read(PensieveOptionsReader.FromEnvironment(given.GetValueOrDefault));

        Assert.Empty(failures);
        Assert.Equal(Setting.All.Count - 1, given.Count);
        Assert.Equal(
            new PensieveOptions
            {
                Port = 81, Host = "::1", Data = "d", Models = "m", Context = 4096, Parallel = 8, GpuLayers = 0, Device = "Vulkan0", Threads = 2,
                Isolation = IsolationMode.InProcess, KvType = "q8_0", Reasoning = "mistral", Pooling = "last", ToolFormat = "functionary", Queue = 9, DrainSeconds = 1, ApiKey = "0123456789abcdef",
                Database = "Host=db", SignIn = false,
            },
            options);
        Assert.Equal("http://[::1]:81", options.Url);
    }

    [Fact]
    public void Read_SeveralFaults_ListsThemAll()
    {
        var (_, failures) = Read(new()
        {
            ["Pensieve:Port"] = "-1", ["Pensieve:Parallel"] = "many", ["Pensieve:KvType"] = "q3", ["Pensieve:Prot"] = "7070", ["Pensieve:Model"] = "no-such-model",
            ["Pensieve:Database"] = "postgres:///pensieve",
        });

        Assert.Equal(6, failures.Count);
        Assert.Contains(failures, f => f == "port (PENSIEVE_PORT) must be 0 to 65535, not '-1'.");
        Assert.Contains(failures, f => f.StartsWith("kv-type (PENSIEVE_KV_TYPE) must be f16 or f32 or q8_0 or q4_0", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.Contains("Pensieve:Prot is not a setting", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.StartsWith("PENSIEVE_DATABASE must be", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.Contains("'no-such-model' is neither a file nor a name", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("127.8.9.10", null, true)]
    [InlineData("localhost", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("0.0.0.0", null, false)]
    [InlineData("::", null, false)]
    [InlineData("192.168.1.2", null, false)]
    [InlineData("0.0.0.0", "short", false)]
    [InlineData("0.0.0.0", "0123456789abcdef", true)]
    [InlineData("example.com", "0123456789abcdef", false)]
    [InlineData("*", "0123456789abcdef", false)]
    public void Read_Host_NeedsAKeyBeyondThisMachine(string host, string? key, bool allowed) =>
        Assert.Equal(allowed, Read(new() { ["Pensieve:Host"] = host, ["Pensieve:ApiKey"] = key }).Failures.Count == 0);

    [Fact]
    public void FindModel_NameInFolder_IsFoundWithAndWithoutExtension()
    {
        var folder = Directory.CreateTempSubdirectory("pensieve-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "b.gguf");
            File.WriteAllText(file, "");
            File.WriteAllText(Path.Combine(folder.FullName, "c.gguf"), "");
            var options = new PensieveOptions { Models = folder.FullName };

            Assert.Equal(file, options.FindModel());
            Assert.Equal(file, (options with { Model = "b" }).FindModel());
            Assert.Equal(file, (options with { Model = "b.gguf" }).FindModel());
            Assert.Equal(file, (options with { Model = file }).FindModel());
            Assert.Null((options with { Model = "d" }).FindModel());
            Assert.Null((options with { Models = file }).FindModel());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void LoadOptions_CpuDevice_KeepsAllLayersOnTheHost() =>
        Assert.Equal(0, new PensieveOptions { Device = "cpu", GpuLayers = 5 }.LoadOptions("x").GpuLayers);

    private static (PensieveOptions Options, IReadOnlyList<string> Failures) Read(Dictionary<string, string?>? values = null) =>
        PensieveOptionsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values ?? []).Build());
}
