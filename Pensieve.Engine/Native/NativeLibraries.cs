using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Pensieve.Engine.Native;

/// <summary>
/// Finds the native binaries. Their file names carry backend and release (libllama.vulkan.v0.5.0.so), so each import is
/// resolved by prefix in one folder: PENSIEVE_NATIVE_DIR if set, else "native" beside the program.
/// </summary>
public static class NativeLibraries
{
    /// <summary>Environment variable that names another folder of native binaries.</summary>
    public const string DirectoryVariable = "PENSIEVE_NATIVE_DIR";

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, nint> s_loaded = [];
    private static bool s_registered;

    /// <summary>The folder searched; it need not exist.</summary>
    public static string Directory =>
        Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } overridden
            ? Path.GetFullPath(overridden)
            : Path.Combine(AppContext.BaseDirectory, "native");

    /// <summary>The file that an import resolves to; null = not there.</summary>
    public static string? Find(string library)
    {
        if (!System.IO.Directory.Exists(Directory)) return null;
        var (prefix, extension) = OperatingSystem.IsWindows() ? ("", ".dll")
            : OperatingSystem.IsMacOS() ? ("lib", ".dylib")
            : ("lib", ".so");
        var exact = Path.Combine(Directory, prefix + library + extension);
        if (File.Exists(exact)) return exact;
        return System.IO.Directory.EnumerateFiles(Directory, $"{prefix}{library}.*{extension}").Order(StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Routes this assembly's imports to <see cref="Directory"/>. Idempotent.</summary>
    internal static void Register()
    {
        lock (s_gate)
        {
            if (s_registered) return;
            s_registered = true;
            NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
        }
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library is not (LlamaApi.Library or GgmlApi.Library or GgmlApi.BaseLibrary)) return 0;
        lock (s_gate)
        {
            // A library's own dependencies are found by name once they are loaded, whatever its run path says.
            return LoadOnce(GgmlApi.BaseLibrary) is 0 || LoadOnce(GgmlApi.Library) is 0 ? 0 : LoadOnce(library);
        }
    }

    private static nint LoadOnce(string library)
    {
        if (s_loaded.TryGetValue(library, out var handle)) return handle;
        if (Find(library) is not { } file || !NativeLibrary.TryLoad(file, out handle)) return 0;
        return s_loaded[library] = handle;
    }
}
