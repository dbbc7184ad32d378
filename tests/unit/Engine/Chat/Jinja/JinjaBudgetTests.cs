using System.Diagnostics;
using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Tests.Unit.Engine.Chat.Jinja;

/// <summary>Hostile templates end with an error, soon, and leave the process alone.</summary>
public sealed class JinjaBudgetTests
{
    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ 'a' * 100000000 }}", "characters")]
    [InlineData("{% set ns = namespace(s='abcdefgh') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}", "characters")]
    [InlineData("{% set ns = namespace(s='abcdefgh') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('a', ns.s) %}{% endfor %}", "")]
    [InlineData("{{ ('a' * 4000000) in ('a' * 3999999 ~ 'b' ~ 'a' * 3999999) }}", "steps")]
    [InlineData("{% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}", "characters")]
    [InlineData("{{ [0] * 100000000 }}", "list")]
    [InlineData("{{ range(100000000) | list }}", "range")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "macros call each other")]
    [InlineData("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() | upper }}{% endmacro %}{{ a() }}", "macros call each other")]
    [InlineData("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "macros call each other")]
    [InlineData("{{ 10 ** 99999 }}", "bits")]
    [InlineData("{% set ns = namespace(n=7) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}", "bits")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l }}", "nested")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}", "nested")]
    [InlineData("{% set l = [] %}{% set k = [] %}{% set _ = l.append(l) %}{% set _ = k.append(k) %}{{ l == k }}", "nested")]
    [InlineData("{{ 'x'.center(999999999) }}", "characters")]
    [InlineData("{{ '%99999999d' % 1 }}", "too large")]
    [InlineData("{{ '{:99999999}'.format(1) }}", "too large")]
    [InlineData("{{ range(90000) | sort(reverse=true) | map('string') | sort | join | length }}{% for i in range(99999) %}{{ range(90000) | sum }}{% endfor %}", "steps")]
    [InlineData("{{ ('a' * 1000000).zfill(99999999) }}", "characters")]
    [InlineData("{{ 'a\\n' * 300000 | indent(4000) }}", "")]
    [InlineData("{{ [1] | batch(999999999, 0) | list }}", "list")]
    public void Render_HostileTemplate_EndsWithAnError(string template, string part)
    {
        var started = Stopwatch.GetTimestamp();
        var (text, error) = JinjaHarness.Render(template);
        Assert.Null(text);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "took too long");
    }

    [Fact]
    public void Render_ClockRunsOut_EndsWithAnError()
    {
        var limits = RenderLimits.Default with { Time = TimeSpan.FromTicks(-1), StepsPerClock = 100 };
        var (text, error) = JinjaHarness.Render("{% for a in range(1000) %}{% endfor %}", limits);
        Assert.Null(text);
        Assert.Contains("takes longer than", error, StringComparison.Ordinal);
        Assert.Equal("3", JinjaHarness.Render("{{ 1 + 2 }}", limits).Text);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{1:", "}")]
    [InlineData("not ", "")]
    [InlineData("- ", "")]
    [InlineData("f(", ")")]
    [InlineData("1 if 1 else ", "")]
    public void Parse_DeepExpression_IsRefused(string open, string close)
    {
        var template = "{{ " + string.Concat(Enumerable.Repeat(open, 50_000)) + "1" + string.Concat(Enumerable.Repeat(close, 50_000)) + " }}";
        Assert.NotNull(JinjaHarness.Render(template).Error);
    }

    [Theory]
    [InlineData("{% if 1 %}")]
    [InlineData("{% for x in [1] %}")]
    [InlineData("{% macro m() %}")]
    [InlineData("{% set x %}")]
    public void Parse_DeepBlocks_AreRefused(string open) =>
        Assert.NotNull(JinjaHarness.Render(string.Concat(Enumerable.Repeat(open, 50_000))).Error);

    [Theory]
    [InlineData(" + 1")]
    [InlineData(".a")]
    [InlineData(" | list")]
    [InlineData(" and 1")]
    [InlineData("[0]")]
    [InlineData(" is defined")]
    public void Parse_LongChain_IsRefused(string link) =>
        Assert.NotNull(JinjaHarness.Render("{{ x" + string.Concat(Enumerable.Repeat(link, 50_000)) + " }}").Error);

    /// <summary>Random damage to a real template never does anything but parse or be refused.</summary>
    [Fact]
    public void Parse_DamagedTemplates_ParseOrAreRefused()
    {
        var random = new Random(7);
        foreach (var source in StyleTemplates.All)
        {
            for (var i = 0; i < 300; i++)
            {
                var text = source.ToCharArray();
                for (var n = random.Next(1, 6); n > 0; n--) text[random.Next(text.Length)] = source[random.Next(source.Length)];
                var (rendered, error) = JinjaHarness.Render(new string(text));
                Assert.True(rendered is null != error is null);
            }
        }
    }
}
