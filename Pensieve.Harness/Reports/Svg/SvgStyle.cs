namespace Pensieve.Harness.Reports.Svg;

/// <summary>The look of all plots: hues of Okabe and Ito, each with a dash of its own, light and dark.</summary>
public static class SvgStyle
{
    /// <summary>Rules that a page with plots needs; colours come from its variables.</summary>
    public const string Rules = """
        .pv-plot{display:block;width:100%;height:auto;font:11px Inter,system-ui,sans-serif;fill:var(--p-ink)}
        .pv-plot text{fill:var(--p-muted)} .pv-plot text.strong{fill:var(--p-ink);font-weight:600}
        .pv-plot .grid{stroke:var(--p-grid);stroke-width:1;fill:none}
        .pv-plot .line{fill:none;stroke-width:1.7;vector-effect:non-scaling-stroke;stroke-linejoin:round}
        .pv-plot .fill{opacity:.2;stroke:none}
        .h1{stroke:var(--p-1);fill:var(--p-1)}.h2{stroke:var(--p-2);fill:var(--p-2)}.h3{stroke:var(--p-3);fill:var(--p-3)}.h4{stroke:var(--p-4);fill:var(--p-4)}.h5{stroke:var(--p-5);fill:var(--p-5)}.h6{stroke:var(--p-bad);fill:var(--p-bad)}
        .d2{stroke-dasharray:6 4}.d3{stroke-dasharray:2 3}.d4{stroke-dasharray:10 3 2 3}.d5{stroke-dasharray:1 5}
        .pv-plot .fill,.pv-plot .bar{stroke:none}.pv-plot .whisker{stroke-width:1.5;fill:none}
        .pv-plot .band-case{fill:var(--p-ink);opacity:.035}.pv-plot .band-phase{fill:var(--p-1);opacity:.08}.pv-plot .band-fault{fill:var(--p-bad);opacity:.15}
        .pv-plot .mark{stroke:var(--p-bad);stroke-width:1.4;vector-effect:non-scaling-stroke;stroke-dasharray:3 3}
        .pv-plot .mark-curve{stroke:var(--p-ink);stroke-width:1.2;stroke-dasharray:5 4}
        .pv-plot .zero{stroke:var(--p-muted);stroke-width:1}.pv-plot .delta{fill:var(--p-5);opacity:.18}
        .pv-plot .heat{fill:var(--p-1)}.pv-plot .strip-good{fill:var(--p-3)}.pv-plot .strip-bad{fill:var(--p-bad)}.pv-plot .strip-none{fill:var(--p-grid)}
        .pv-plot .level{stroke:var(--p-5);stroke-width:2;fill:none}
        .pv-plot .median{stroke:var(--p-ink);stroke-width:3;fill:none}
        .pv-key{flex:none;vertical-align:middle}.pv-key path:not(.bar){stroke-width:2.4;fill:none}.pv-key .bar{stroke:none}
        .pv-plot .cursor{stroke:var(--p-muted);stroke-width:1;vector-effect:non-scaling-stroke}
        """;

    /// <summary>Colours on light paper.</summary>
    public const string Light = "--p-ink:#171a21;--p-muted:#555d6d;--p-grid:#e6e9ef;--p-paper:#fff;--p-1:#0072b2;--p-2:#d55e00;--p-3:#009e73;--p-4:#b65f95;--p-5:#8d95a5;--p-bad:#b3261e;";

    /// <summary>Colours on dark paper.</summary>
    public const string Dark = "--p-ink:#e8eaef;--p-muted:#a0a9b8;--p-grid:#262c37;--p-paper:#161a21;--p-1:#56b4e9;--p-2:#e69f00;--p-3:#2bbf93;--p-4:#cc79a7;--p-5:#7c8596;--p-bad:#ff8f85;";

    /// <summary>One plot as a file of its own.</summary>
    public static string Standalone(string svg)
    {
        ArgumentNullException.ThrowIfNull(svg);
        var style = $"<style>svg{{{Light}background:var(--p-paper)}}@media(prefers-color-scheme:dark){{svg{{{Dark}}}}}{Rules}</style>";
        var head = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        return svg[..head].Replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", StringComparison.Ordinal) + style + svg[head..];
    }
}
