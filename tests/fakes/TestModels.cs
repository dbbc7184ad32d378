using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Fakes;

/// <summary>Small random-weight models, written once per test run.</summary>
public static class TestModels
{
    private static readonly Lazy<string> s_tiny = new(() => Write("tiny"));

    /// <summary>2 layers of width 64, 4,096 tokens of vocabulary, 8,192 of context; loads in milliseconds.</summary>
    public static string Tiny => s_tiny.Value;

    /// <summary>Writes a model of a named size; the file name carries this process's id and goes with the temporary folder.</summary>
    public static string Write(string size, Func<SynthOptions, SynthOptions>? change = null)
    {
        if (!SynthSizes.TryGet(size, out var shape)) throw new ArgumentException($"No synthetic size {size}.", nameof(size));
        var path = Path.Combine(Directory.CreateTempSubdirectory("pensieve-models-").FullName, size + ".gguf");
        var outcome = SynthModel.Write((change ?? (o => o))(new SynthOptions(shape)), path);
        return outcome.Failure is null ? path : throw new InvalidOperationException(outcome.Failure);
    }
}
