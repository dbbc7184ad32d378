using System.Globalization;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli;

/// <summary>A line on a terminal that is written over as work goes on; silent where the output is not one.</summary>
internal sealed class ProgressLine(TextWriter output, bool isRedirected)
{
    private int _shown = -1;

    /// <summary>Shows how far it is; writes only when the per cent changed.</summary>
    public void Show(long done, long total)
    {
        var percent = (int)(100 * done / Math.Max(1, total));
        if (!isRedirected && percent != _shown)
        {
            _shown = percent;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{percent,3} % of {FitCheck.Size(total)} "));
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_shown >= 0)
        {
            output.Write("\r" + new string(' ', 30) + "\r");
        }
    }
}
