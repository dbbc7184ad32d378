using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;
using Pensieve.Console.Store;
using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Cli.Doctor;

/// <summary>Looks at everything the product and its tests need.</summary>
internal sealed partial class Examination(Machine machine, PensieveOptions options, INativeProbe? probe)
{
    private const int LeastSdk = 10;
    private const int LeastNode = 20;

    /// <summary>All findings, in the order in which they matter.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings =
        [
            Version(".NET SDK", await machine.VersionOf("dotnet", cancellationToken), LeastSdk, "needed to build; get it from https://dot.net or your distribution (dotnet-sdk-10.0)"),
            Version("Node", await machine.VersionOf("node", cancellationToken), LeastNode, "needed to fetch native libraries and browser assets; get it from https://nodejs.org or your distribution (nodejs)"),
            Libraries(),
        ];
        if (OperatingSystem.IsLinux())
        {
            findings.Add(File("Vulkan loader", ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1", "/usr/lib64/libvulkan.so.1", "/usr/lib/libvulkan.so.1"], "no GPU is used, only the CPU; install libvulkan1"));
        }

        findings.AddRange(await DevicesAsync(cancellationToken));
        findings.Add(Memory());
        findings.Add(Models());
        findings.Add(Data());
        findings.Add(await DatabaseAsync(cancellationToken));
        if (OperatingSystem.IsLinux())
        {
            findings.Add(File("Chromium", ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], "browser tests do not run; install chromium"));
            findings.Add(File("Software Vulkan", ["/usr/share/vulkan/icd.d/lvp_icd.x86_64.json", "/usr/share/vulkan/icd.d/lvp_icd.aarch64.json", "/usr/share/vulkan/icd.d/lvp_icd.json"], "Vulkan tests need a GPU; install mesa-vulkan-drivers"));
        }

        return findings;
    }

    private static Finding Version(string name, string? version, int least, string cost)
    {
        var major = version is null ? 0 : MajorNumber().Match(version) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : 0;
        return major >= least
            ? new Finding(FindingState.Ok, name, version!)
            : new Finding(FindingState.Lacking, name, version ?? "missing", $"{name} {least} or newer is {cost}");
    }

    private Finding File(string name, string[] paths, string cost) => machine.HasAny(paths)
        ? new Finding(FindingState.Ok, name, "present")
        : new Finding(FindingState.Lacking, name, "missing", cost);

    private Finding Libraries()
    {
        var llama = Directory.Exists(machine.NativeFolder)
            ? Directory.EnumerateFiles(machine.NativeFolder).Select(Path.GetFileName).FirstOrDefault(f => f!.StartsWith("libllama.", StringComparison.Ordinal) || f.StartsWith("llama.", StringComparison.Ordinal))
            : null;
        return llama is null
            ? new Finding(FindingState.Broken, "Native engine", $"no libraries in {machine.NativeFolder} for {RuntimeInformation.RuntimeIdentifier}", "no model can be loaded; run: ./pensieve up, which fetches them with npm ci")
            : new Finding(FindingState.Ok, "Native engine", $"{llama} in {machine.NativeFolder}");
    }

    private async Task<IEnumerable<Finding>> DevicesAsync(CancellationToken cancellationToken)
    {
        if (probe is null)
        {
            return [new Finding(FindingState.Lacking, "Devices", "not asked", "this build has no engine to ask")];
        }

        var outcome = await probe.ProbeAsync(cancellationToken);
        if (outcome.Failure is { } failure)
        {
            return [new Finding(FindingState.Broken, "Devices", failure, "no model can be loaded")];
        }

        return
        [
            new Finding(FindingState.Ok, "llama.cpp", outcome.Release ?? "release unknown"),
            .. outcome.Devices.Select(d => new Finding(
                FindingState.Ok, $"Device {d.Name}", $"{d.Description} ({d.Type}{(d.MemoryTotalBytes > 0 ? $", {FitCheck.Size(d.MemoryFreeBytes)} of {FitCheck.Size(d.MemoryTotalBytes)} free" : "")})")),
        ];
    }

    private Finding Memory()
    {
        var (free, total) = machine.Memory();
        return free >= 1_000_000_000
            ? new Finding(FindingState.Ok, "Memory", $"{FitCheck.Size(free)} of {FitCheck.Size(total)} free")
            : new Finding(FindingState.Lacking, "Memory", $"{FitCheck.Size(free)} of {FitCheck.Size(total)} free", "only small models fit");
    }

    private Finding Models()
    {
        var folder = Path.GetFullPath(options.Models);
        var count = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.gguf").Count() : 0;
        return count > 0
            ? new Finding(FindingState.Ok, "Models", $"{count} in {folder}")
            : new Finding(FindingState.Lacking, "Models", $"none in {folder}", "the server starts without a model; make one with: ./pensieve synth 60M");
    }

    private Finding Data()
    {
        try
        {
            Directory.CreateDirectory(options.Data);
            var probeFile = Path.Combine(options.Data, $".probe-{Environment.ProcessId}");
            System.IO.File.WriteAllText(probeFile, "");
            System.IO.File.Delete(probeFile);
            return new Finding(FindingState.Ok, "Data folder", options.Data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding(FindingState.Lacking, "Data folder", e.Message, "history cannot be kept; choose another with --data");
        }
    }

    private async Task<Finding> DatabaseAsync(CancellationToken cancellationToken)
    {
        const string Cost = "the server serves, but keeps no history, keys or settings";
        if (options.Database is not null && StoreOptions.Fault(options.Database) is { } fault) return new Finding(FindingState.Broken, "Database", fault, "the server does not start");
        var where = StoreOptions.From(options);
        if (where.Kind == StoreKind.Sqlite && !System.IO.File.Exists(where.Place)) return new Finding(FindingState.Ok, "Database", $"SQLite, made at the first start: {where.Place}");
        using var store = new ConsoleStore(where, Schemas.All, TimeProvider.System, NullLogger<ConsoleStore>.Instance);
        var outcome = await store.InspectAsync(cancellationToken);
        if (!outcome.IsDone) return new Finding(FindingState.Lacking, "Database", outcome.Failure.Message, Cost);
        var size = where.Kind == StoreKind.Sqlite ? ", " + FitCheck.Size(new FileInfo(where.Place).Length) : "";
        var versions = string.Join(", ", outcome.Value!.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value}")));
        return new Finding(FindingState.Ok, "Database", $"{where.Kind.Word()} {where.Place}{size}{(versions.Length > 0 ? "; schema: " + versions : "; empty")}");
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex MajorNumber();
}
