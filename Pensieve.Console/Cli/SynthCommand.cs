using System.CommandLine;
using System.Globalization;
using Pensieve.Console.Hosting;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Console.Cli;

/// <summary>Writes a random-weight model.</summary>
internal static class SynthCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var size = new Argument<string>("size") { Description = $"{string.Join(", ", SynthSizes.Names)}, or a count such as 350M or 13B" };
        var output = new Option<string?>("--out") { Description = "File to write (synth-SIZE-TYPE.gguf in the models folder)", HelpName = "file" };
        var type = new Option<string>("--type") { Description = "F32, F16, Q8_0 or Q4_0 (Q8_0)", DefaultValueFactory = _ => "Q8_0" };
        var seed = new Option<ulong>("--seed") { Description = "Same seed, same bytes (1)", DefaultValueFactory = _ => 1 };
        (string Name, string Help, Func<SynthShape, int, SynthShape> Set)[] dimensions =
        [
            ("--layers", "Transformer blocks", (s, v) => s with { Layers = v }),
            ("--width", "Embedding length", (s, v) => s with { Width = v }),
            ("--ff", "Feed-forward width", (s, v) => s with { FeedForward = v }),
            ("--heads", "Query heads", (s, v) => s with { Heads = v }),
            ("--kv-heads", "Key-value heads", (s, v) => s with { KvHeads = v }),
            ("--vocab", "Vocabulary size", (s, v) => s with { Vocabulary = v }),
            ("--ctx", "Trained context in tokens", (s, v) => s with { Context = v }),
        ];
        var overrides = dimensions.Select(d => (d.Set, Option: new Option<int?>(d.Name) { Description = d.Help + ", instead of the size's own" })).ToArray();

        var command = new Command("synth", "Writes a random-weight model of any size, to measure hardware without a download. Its text means nothing.")
        {
            size, output, type, seed,
        };
        Array.ForEach(overrides, o => command.Options.Add(o.Option));
        command.SetAction((parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(size)!;
            var error = parsed.InvocationConfiguration.Error;
            if (!SynthSizes.TryGet(name, out var shape))
            {
                error.WriteLine($"'{name}' is neither a size ({string.Join(", ", SynthSizes.Names)}) nor a count from 100K to 1000B.");
                return Task.FromResult(1);
            }

            if (!Enum.TryParse<GgmlType>(parsed.GetValue(type), ignoreCase: true, out var ggml) || !SynthOptions.Types.Contains(ggml))
            {
                error.WriteLine($"--type is one of {string.Join(", ", SynthOptions.Types)}.");
                return Task.FromResult(1);
            }

            shape = overrides.Aggregate(shape, (s, o) => parsed.GetValue(o.Option) is { } value ? o.Set(s, value) : s);
            var stem = $"synth-{name}-{ggml}";
            var path = parsed.GetValue(output) ?? Path.Combine(new PensieveOptions().Models, stem + ".gguf");
            var options = new SynthOptions(shape, ggml, parsed.GetValue(seed), stem);
            return Task.Run(() => Write(options, path, parsed.InvocationConfiguration, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static int Write(SynthOptions options, string path, InvocationConfiguration io, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(io.Error, System.Console.IsErrorRedirected);
        try
        {
            var outcome = SynthModel.Write(options, path, p => progress.Show(p.WrittenBytes, p.TotalBytes), cancellationToken);
            progress.Clear();
            if (outcome.Result is not { } result)
            {
                io.Error.WriteLine(outcome.Failure);
                return 1;
            }

            var shape = options.Shape;
            io.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Path}: {result.Parameters / 1e6:0.0}M parameters, {FitCheck.Size(result.Bytes)}, {result.Elapsed.TotalSeconds:0.0} s"));
            io.Output.WriteLine($"{shape.Layers} layers, width {shape.Width}, feed-forward {shape.FeedForward}, {shape.Heads}/{shape.KvHeads} heads, {shape.Vocabulary} tokens, {options.Type}, seed {options.Seed}");
            return 0;
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            io.Error.WriteLine("Cancelled; nothing was written.");
            return 130;
        }
    }
}
