using Pensieve.Console.Shared.Shell;

namespace Pensieve.Tests.Components.Shell;

public sealed class PageMapTests
{
    [Fact]
    public void All_KeysAndPaths_AreUnique()
    {
        Assert.Equal(PageMap.All.Count, PageMap.All.Select(p => p.Key).Distinct().Count());
        Assert.Equal(PageMap.All.Count, PageMap.All.Select(p => p.Path).Distinct().Count());
        Assert.Equal("ormptl".ToCharArray(), new[] { "Overview", "Requests", "Models", "Playground", "Runs", "Logs" }.Select(l => PageMap.All.Single(p => p.Label == l).Key));
    }

    [Theory]
    [InlineData("", "Overview")]
    [InlineData("?range=60", "Overview")]
    [InlineData("requests?id=7", "Requests")]
    [InlineData("runs/12#failures", "Runs")]
    [InlineData("elsewhere", null)]
    public void Of_Address_FindsItsPage(string path, string? label) => Assert.Equal(label, PageMap.Of(path)?.Label);

    [Fact]
    public void Open_Pages_HaveARoute() => Assert.Contains(PageMap.Open, p => p.Label == "Overview");
}
