using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pensieve.Engine;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>What every document and chunk of one answer repeats.</summary>
/// <param name="Id">chatcmpl-… or cmpl-….</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Model">Model id.</param>
/// <param name="Fingerprint">Same file and same server version: same fingerprint.</param>
/// <param name="N">Choices per prompt.</param>
/// <param name="IncludeUsage">A stream ends with a usage chunk.</param>
/// <param name="LogProbs">Log-probabilities were asked for.</param>
internal sealed record OpenAIAnswer(string Id, long Created, string Model, string Fingerprint, int N, bool IncludeUsage, bool LogProbs)
{
    private static readonly string s_version = typeof(OpenAIAnswer).Assembly.GetName().Version?.ToString() ?? "0";

    /// <summary>An answer that begins now.</summary>
    public static OpenAIAnswer For(string id, IModelSession model, TimeProvider time, int n, bool includeUsage, bool logProbs) =>
        new(id, time.GetUtcNow().ToUnixTimeSeconds(), model.Id, FingerprintOf(model), n, includeUsage, logProbs);

    /// <summary>The engine's id of one choice: the first carries the answer's own.</summary>
    public string ChoiceId(int choice) => choice == 0 ? Id : string.Create(CultureInfo.InvariantCulture, $"{Id}-{choice}");

    private static string FingerprintOf(IModelSession model)
    {
        var facts = string.Create(CultureInfo.InvariantCulture, $"{s_version}|{model.Info.Path}|{model.Info.SizeBytes}|{model.Info.Parameters}");
        return "fp_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)).AsSpan(0, 6));
    }
}
