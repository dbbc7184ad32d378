using System.Globalization;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli;

/// <summary>What a GGUF file holds and would take, as text.</summary>
internal sealed class ModelReport(GgufFile file, TextWriter output)
{
    private const int MostText = 80;

    /// <summary>Metadata and tensors.</summary>
    public void WriteFile()
    {
        output.WriteLine(Invariant($"{file.Path}: GGUF v{file.Version}, {FitCheck.Size(file.FileBytes)}, {file.Parameters / 1e6:0.0}M parameters, sound"));
        output.WriteLine();
        output.WriteLine("Metadata");
        foreach (var key in file.Metadata.Keys)
        {
            file.Metadata.TryGet(key, out var value);
            output.WriteLine($"  {key,-44} {Text(key, value)}");
        }

        output.WriteLine();
        output.WriteLine("Tensors");
        foreach (var group in file.Tensors.GroupBy(t => t.Type).OrderByDescending(g => g.Sum(t => t.Bytes)))
        {
            output.WriteLine(Invariant($"  {group.Key,-8} {group.Count(),5} tensors  {group.Sum(t => t.Elements) / 1e6,10:0.0}M  {FitCheck.Size(group.Sum(t => t.Bytes)),9}"));
        }
    }

    /// <summary>Dimensions, template and memory.</summary>
    public void WriteShape(ModelShape shape, MemoryOptions options)
    {
        output.WriteLine();
        output.WriteLine("Model");
        output.WriteLine($"  {shape.Architecture}, {shape.Layers} layers, width {shape.Width}, feed-forward {shape.FeedForward}, {shape.Heads}/{shape.KvHeads.Max()} heads of {shape.KeyWidth}, "
            + $"{shape.Vocabulary} tokens, context {shape.Context}{(shape.Experts > 0 ? $", {shape.ExpertsUsed} of {shape.Experts} experts" : "")}{(shape.SlidingWindow > 0 ? $", window {shape.SlidingWindow}" : "")}");
        output.WriteLine($"  chat template: {(shape.ChatTemplate is { } template ? $"present, {template.Length} characters" : "none")}");
        foreach (var finding in ChatTemplateLinter.Lint(shape.ChatTemplate, "<s>", "</s>"))
            output.WriteLine($"    {(finding.Severity == ChatTemplateSeverity.Warning ? "warning" : "note   ")} {finding.Code}: {Printable(finding.Message, finding.Message.Length)}");
        if (shape.Files > 1)
        {
            output.WriteLine($"  one of {shape.Files} files: the memory below is for this one only");
        }

        var estimate = MemoryEstimate.For(file, shape, options);
        output.WriteLine();
        output.WriteLine($"Memory at {options.ContextTokens} tokens of context, {options.Parallel} sequences, {options.KvType} KV cache, {(options.GpuLayers < 0 ? "all" : options.GpuLayers)} layers on a GPU");
        output.WriteLine($"  {FitCheck.Of(estimate, HostMemory.FreeBytes()).Sentence}");
        if (estimate.DeviceBytes > 0)
        {
            output.WriteLine($"  On the GPU: {FitCheck.Size(estimate.DeviceBytes)} (weights {FitCheck.Size(estimate.DeviceWeightBytes)}, KV cache {FitCheck.Size(estimate.DeviceKvBytes)}, compute {FitCheck.Size(estimate.DeviceComputeBytes)})");
        }
    }

    private string Text(string key, GgufValue value) => value switch
    {
        { Array: { } array } => $"{array.ElementType}[{array.Count}]",
        { Type: GgufValueType.String, Text: null } => $"a text of {FitCheck.Size(value.Bytes)}",
        { Text: { } text } => Printable(text),
        { Type: GgufValueType.Bool } => value.Bits != 0 ? "true" : "false",
        _ when file.Metadata.TryGetInteger(key, out var integer) => integer.ToString(CultureInfo.InvariantCulture),
        _ when file.Metadata.TryGetNumber(key, out var number) => number.ToString("G7", CultureInfo.InvariantCulture),
        _ => value.Bits.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A file's text is foreign: no control character of it reaches the terminal.</summary>
    private static string Printable(string text, int most = MostText)
    {
        var line = string.Concat(text.Take(most).Select(c => char.IsControl(c) ? '·' : c));
        return text.Length > most ? line + $" … ({text.Length} characters)" : line;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
