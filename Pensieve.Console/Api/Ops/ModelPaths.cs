using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine;

namespace Pensieve.Console.Api.Ops;

/// <summary>A path that may be loaded, or why it may not.</summary>
internal readonly record struct ModelPathOutcome(string? Path, ApiError? Error);

/// <summary>Decides which files a request may load: GGUF files inside the model directories, links resolved.</summary>
internal sealed class ModelPaths(IEngine engine, IOptions<ApiOptions> options)
{
    // One message for every refusal: it must not tell which files exist outside the roots.
    private static readonly ApiError s_refused = ApiError.Invalid(
        "path", "path: must be a .gguf file inside a model directory (Api:ModelRoots, or that of a loaded model).");

    /// <summary>Checks a path.</summary>
    public ModelPathOutcome Check(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) return new(null, ApiError.Invalid("path", "path: is required and must be a string."));
        if (path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(path)) return new(null, s_refused);
        var full = Resolve(Path.GetFullPath(path));
        return full.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) && Roots().Any(root => IsInside(full, root)) && File.Exists(full)
            ? new(full, null)
            : new(null, s_refused);
    }

    private IEnumerable<string> Roots() => options.Value.ModelRoots
        .Concat(engine.Models.Select(m => Path.GetDirectoryName(m.Info.Path) ?? ""))
        .Where(root => root.Length > 0)
        .Select(root => Resolve(Path.GetFullPath(root)));

    private static bool IsInside(string path, string root) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Resolves links of every directory on the way, not only of the last name.
    private static string Resolve(string path)
    {
        var root = Path.GetPathRoot(path) ?? "";
        var resolved = root;
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target) resolved = target.FullName;
        }

        return resolved;
    }
}
