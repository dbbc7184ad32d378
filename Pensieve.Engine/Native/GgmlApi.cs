using System.Runtime.InteropServices;

namespace Pensieve.Engine.Native;

/// <summary>The part of ggml's C API that Pensieve calls: backends and devices (ggml-backend.h, release v0.5.0).</summary>
internal static unsafe partial class GgmlApi
{
    public const string Library = "ggml";
    public const string BaseLibrary = "ggml-base";

    [LibraryImport(Library)] public static partial void ggml_backend_load_all_from_path([MarshalAs(UnmanagedType.LPUTF8Str)] string directory);
    [LibraryImport(Library)] public static partial nuint ggml_backend_dev_count();
    [LibraryImport(Library)] public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(BaseLibrary)] public static partial byte* ggml_backend_dev_name(nint device);
    [LibraryImport(BaseLibrary)] public static partial byte* ggml_backend_dev_description(nint device);
    [LibraryImport(BaseLibrary)] public static partial int ggml_backend_dev_type(nint device);
    [LibraryImport(BaseLibrary)] public static partial void ggml_backend_dev_memory(nint device, nuint* free, nuint* total);
    [LibraryImport(BaseLibrary)] public static partial void ggml_log_set(delegate* unmanaged<int, byte*, nint, void> callback, nint userData);
}
