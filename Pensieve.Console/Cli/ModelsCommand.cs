using System.CommandLine;
using System.Globalization;
using Pensieve.Engine.Models;
using Pensieve.Console.Hosting;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli;

/// <summary>Looks at model files without loading them.</summary>
internal static class ModelsCommand
{
    /// <summary>The command and those under it.</summary>
    public static Command Create() => new("models", "Looks at model files without loading them.") { List(), Inspect() };

    private static Command List()
    {
        var folder = new Option<string>("--models") { Description = "Folder of GGUF files (models)", DefaultValueFactory = _ => new PensieveOptions().Models };
        var command = new Command("list", "Lists the models folder.") { folder };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var path = parsed.GetValue(folder)!;
            string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.gguf").Order(StringComparer.Ordinal)] : [];
            foreach (var file in files)
            {
                output.WriteLine($"{Path.GetFileName(file),-40} {Describe(file)}");
            }

            if (files.Length == 0)
            {
                output.WriteLine($"No .gguf file in {Path.GetFullPath(path)}.");
            }

            return 0;
        });
        return command;
    }

    private static Command Inspect()
    {
        var file = new Argument<string>("file") { Description = "GGUF file" };
        var context = new Option<int>("--ctx") { Description = "Tokens of context for all sequences together (8192 per sequence, at most the model's)" };
        var parallel = new Option<int>("--parallel") { Description = "Sequences decoded at once (4)", DefaultValueFactory = _ => 4 };
        var layers = new Option<int>("--gpu-layers") { Description = "Layers on the GPU, -1 = all (0)" };
        var kvType = new Option<string>("--kv-type") { Description = "f16, f32, q8_0 or q4_0 (f16)", DefaultValueFactory = _ => "f16" };
        Check(context, 0, 1 << 24);
        Check(parallel, 1, ModelLoadOptions.MaxParallel);
        Check(layers, -1, 10_000);
        kvType.AcceptOnlyFromAmong("f16", "f32", "q8_0", "q4_0");
        var command = new Command("inspect", "Checks a file and shows its metadata, tensors and the memory it would take. Exit code 1 if the file is bad.")
        {
            file, context, parallel, layers, kvType,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var io = parsed.InvocationConfiguration;
            var (gguf, error) = GgufFile.Read(parsed.GetValue(file)!, cancellationToken);
            if (gguf is null)
            {
                io.Error.WriteLine(error);
                return Task.FromResult(1);
            }

            var report = new ModelReport(gguf, io.Output);
            report.WriteFile();
            var (shape, shapeError) = ModelShape.From(gguf);
            if (shape is null)
            {
                io.Error.WriteLine(shapeError);
                return Task.FromResult(1);
            }

            var slots = parsed.GetValue(parallel);
            var cells = parsed.GetValue(context) is > 0 and var asked ? asked : (int)Math.Min(1 << 24, (long)slots * Math.Min(8192, shape.Context));
            report.WriteShape(shape, new MemoryOptions
            {
                ContextTokens = cells,
                Parallel = slots,
                GpuLayers = parsed.GetValue(layers),
                KvType = Enum.Parse<GgmlType>(parsed.GetValue(kvType)!, ignoreCase: true),
            });
            return Task.FromResult(0);
        });
        return command;
    }

    private static string Describe(string path)
    {
        var (file, error) = GgufFile.Read(path);
        if (file is null)
        {
            return error!.ToString();
        }

        var (shape, shapeError) = ModelShape.From(file);
        if (shape is null)
        {
            return shapeError!.ToString();
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{FitCheck.Size(file.FileBytes),8}  {file.Parameters / 1e6,8:0.0}M  {shape.Architecture}, {shape.Layers} layers, {shape.Context} context");
    }

    private static void Check(Option<int> option, int min, int max) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var value && (value < min || value > max))
        {
            result.AddError($"{option.Name} is {value}; {min} to {max} are allowed.");
        }
    });
}
