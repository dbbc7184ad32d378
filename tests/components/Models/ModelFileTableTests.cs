using Pensieve.Console.Features.Models;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Models;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Models;

public sealed class ModelFileTableTests : ComponentTest
{
    private static readonly GgufFile s_gguf = GgufFile.Read(TestModels.Tiny).File!;
    private static readonly ModelShape s_shape = ModelShape.From(s_gguf).Shape!;

    [Fact]
    public void File_ThatFits_CanBeLoadedByItsName()
    {
        var row = Row(File("a b.gguf"), new LoadPlan(2048, 500_000_000, "It takes 500 MB of 8 GB.", null), "context 4,096");
        Assert.Equal($"Fits: {FitCheck.Size(500_000_000)}", row.QuerySelector(".fit")!.TextContent.Trim());
        Assert.Equal("It takes 500 MB of 8 GB.", row.QuerySelector(".fit span")!.GetAttribute("title"));
        var link = row.QuerySelector("a")!;
        Assert.Equal(("models?load=a%20b.gguf", "Load a b.gguf"), (link.GetAttribute("href"), link.GetAttribute("aria-label")));
        Assert.Contains("Defaults: context 4,096", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsLoaded_IsNotOfferedAgain()
    {
        var row = Row(File("tiny.gguf"), null, loaded: true);
        Assert.Equal("Loaded", row.QuerySelector(".fit .pill-good")!.TextContent);
        Assert.Null(row.QuerySelector("a"));
    }

    [Fact]
    public void File_ThatDoesNotFit_SaysWhyAndCanBeTriedWithOtherOptions()
    {
        var row = Row(File("big.gguf"), new LoadPlan(2048, 9_000_000_000, "", "It takes 9 GB; 2 GB are free."));
        Assert.Equal(("Does not fit", "It takes 9 GB; 2 GB are free."), (row.QuerySelector(".bad")!.TextContent, row.QuerySelector(".bad")!.GetAttribute("title")));
        Assert.NotNull(row.QuerySelector("a"));
    }

    [Fact]
    public void File_OfAnUnknownArchitecture_HasNoFiguresThatNobodyKnows()
    {
        var row = Row(File("odd.gguf") with { Shape = null, Fault = "mamba9 is not known" }, new LoadPlan(8192, 0, "Memory is not estimated for this architecture.", null));
        Assert.Equal("–unknown: mamba9 is not known", row.QuerySelector("[data-label=Context]")!.TextContent);
        Assert.Equal("–unknown: The estimate does not know this architecture", row.QuerySelector(".fit")!.TextContent.Trim());
        Assert.NotNull(row.QuerySelector("a"));
    }

    [Fact]
    public void File_ThatIsBroken_SaysWhyAndIsNotOffered()
    {
        var row = Row(new ModelFile("/m/bad.gguf", 12, default, null, null, "it ends within its header"), null);
        Assert.Equal("Cannot be loaded: it ends within its header", row.QuerySelector("td.bad")!.TextContent);
        Assert.Equal("/m/bad.gguf", row.QuerySelector(".name")!.GetAttribute("title"));
        Assert.Null(row.QuerySelector("a"));
    }

    [Fact]
    public void File_SplitAndWithoutTemplate_SaysBoth()
    {
        var name = Row(File("split.gguf") with { Shape = s_shape with { Name = "", ChatTemplate = null, Files = 3 } }, null).QuerySelector(".name")!;
        Assert.EndsWith($"{s_shape.Architecture}, 2 layers, no chat template, one of 3 files", name.TextContent.Trim(), StringComparison.Ordinal);
    }

    private static ModelFile File(string name) => new("/m/" + name, 1_000_000, default, s_gguf, s_shape, null);

    private AngleSharp.Dom.IElement Row(ModelFile file, LoadPlan? plan, string? defaults = null, bool loaded = false) =>
        Render<ModelFileTable>(p => p.Add(t => t.Lines, [new ModelFileTable.Line(file, plan, defaults, loaded)])).Find($"[data-file='{file.Name}']");
}
