using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Features.Models;

/// <summary>Looks into the models folders. A file is read again only when it has changed. Thread-safe.</summary>
public sealed class ModelFiles(IOptions<ApiOptions> options)
{
    /// <summary>Most files looked at; folders with more are not model folders.</summary>
    public const int MaxFiles = 500;

    private readonly ConcurrentDictionary<string, ModelFile> _read = new(StringComparer.Ordinal);

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders => [.. options.Value.ModelRoots.Where(r => r.Length > 0).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];

    /// <summary>Files as of the last scan, by name; empty before the first.</summary>
    public IReadOnlyList<ModelFile> Known { get; private set; } = [];

    /// <summary>Names of the files there are, without looking into them.</summary>
    public IReadOnlyList<string> Names() => [.. Paths().Select(p => Path.GetFileName(p))];

    /// <summary>Reads what is new or has changed; blocks as long as that takes, off the caller's thread.</summary>
    public Task<IReadOnlyList<ModelFile>> ScanAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<ModelFile>>(() =>
    {
        List<ModelFile> files = [];
        foreach (var path in Paths())
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.Add(_read.AddOrUpdate(path, p => Read(p, cancellationToken), (p, known) => IsSame(p, known) ? known : Read(p, cancellationToken)));
        }

        foreach (var gone in _read.Keys.Except(files.Select(f => f.Path), StringComparer.Ordinal).ToList()) _read.TryRemove(gone, out _);
        return Known = files;
    }, cancellationToken);

    private List<string> Paths()
    {
        List<string> paths = [];
        foreach (var folder in Folders)
        {
            try
            {
                if (Directory.Exists(folder)) paths.AddRange(Directory.EnumerateFiles(folder, "*.gguf").Take(MaxFiles));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A folder that cannot be read has no models to offer.
            }
        }

        return [.. paths.OrderBy(p => Path.GetFileName(p), StringComparer.OrdinalIgnoreCase).Take(MaxFiles)];
    }

    private static bool IsSame(string path, ModelFile known)
    {
        var info = new FileInfo(path);
        return info.Exists && info.Length == known.Bytes && info.LastWriteTimeUtc == known.ChangedAt.UtcDateTime;
    }

    private static ModelFile Read(string path, CancellationToken cancellationToken)
    {
        var info = new FileInfo(path);
        var (gguf, error) = GgufFile.Read(path, cancellationToken);
        if (gguf is null) return new ModelFile(path, info.Exists ? info.Length : 0, info.LastWriteTimeUtc, null, null, error!.Message);
        var (shape, shapeError) = ModelShape.From(gguf);
        return new ModelFile(path, info.Length, info.LastWriteTimeUtc, gguf, shape, shapeError?.Message);
    }
}
