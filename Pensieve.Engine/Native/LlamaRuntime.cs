using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Pensieve.Engine.Models;

namespace Pensieve.Engine.Native;

/// <summary>Receives one whole line of the native log.</summary>
internal delegate void NativeLogSink(LogLevel level, string line);

/// <summary>One-time start of the native engine in this process: libraries, backends, release check, log.</summary>
internal static unsafe class LlamaRuntime
{
    /// <summary>The release whose struct layouts and functions the binding was written against.</summary>
    public const string PinnedRelease = "0.5.0";

    private static readonly Lock s_gate = new();
    private static readonly StringBuilder s_line = new();
    private static LogLevel s_lineLevel = LogLevel.Debug;
    private static NativeLogSink? s_sink;
    private static string? s_failure;

    /// <summary>Starts the native engine; later calls return the first outcome.</summary>
    /// <param name="sink">Where native log lines go; replaces an earlier sink.</param>
    /// <returns>Null if it runs, else one sentence that says what is missing or wrong.</returns>
    public static string? Start(NativeLogSink? sink)
    {
        lock (s_gate)
        {
            s_sink = sink ?? s_sink;
            s_failure ??= StartOnce();
            return s_failure.Length == 0 ? null : s_failure;
        }
    }

    /// <summary>The release of the loaded library, such as "0.5.0".</summary>
    public static string Release => Text(LlamaApi.llama_version());

    /// <summary>Devices as ggml lists them, CPU last as ggml registers it.</summary>
    public static IReadOnlyList<DeviceInfo> Devices()
    {
        var devices = new List<DeviceInfo>();
        for (nuint i = 0; i < GgmlApi.ggml_backend_dev_count(); i++) devices.Add(Describe(GgmlApi.ggml_backend_dev_get(i)));
        return devices;
    }

    /// <summary>The handle of a device by ggml name; 0 = no such device.</summary>
    public static nint DeviceByName(string name)
    {
        for (nuint i = 0; i < GgmlApi.ggml_backend_dev_count(); i++)
        {
            var device = GgmlApi.ggml_backend_dev_get(i);
            if (Text(GgmlApi.ggml_backend_dev_name(device)).Equals(name, StringComparison.OrdinalIgnoreCase)) return device;
        }

        return 0;
    }

    /// <summary>A native, zero-terminated UTF-8 string; "" for null.</summary>
    public static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    private static string StartOnce()
    {
        NativeLibraries.Register();
        if (NativeLibraries.Find(LlamaApi.Library) is null)
            return $"No native engine library (libllama) in {NativeLibraries.Directory}: run ./pensieve up once, or set {NativeLibraries.DirectoryVariable}.";
        try
        {
            LlamaApi.llama_log_set(&OnLog, 0);
            GgmlApi.ggml_log_set(&OnLog, 0);
            GgmlApi.ggml_backend_load_all_from_path(NativeLibraries.Directory);
            LlamaApi.llama_backend_init();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"The native engine library in {NativeLibraries.Directory} cannot be used: {e.Message}";
        }

        // The packaged build calls itself 0.5.0-dev: the pin is the numbers, the layouts are asserted by tests.
        if (Release.Split('-')[0] != PinnedRelease)
            return $"The native engine is release {Release}, but this build of Pensieve is bound to {PinnedRelease}: install the pinned packages again (npm ci).";
        return GgmlApi.ggml_backend_dev_count() == 0 ? "The native engine found no compute device, not even a CPU backend." : "";
    }

    private static DeviceInfo Describe(nint device)
    {
        nuint free = 0, total = 0;
        GgmlApi.ggml_backend_dev_memory(device, &free, &total);
        var type = GgmlApi.ggml_backend_dev_type(device) switch { 0 => "cpu", 1 => "gpu", 2 => "igpu", 3 => "accel", _ => "meta" };
        return new DeviceInfo(
            Text(GgmlApi.ggml_backend_dev_name(device)), Text(GgmlApi.ggml_backend_dev_description(device)), type, (long)total, (long)free);
    }

    /// <summary>llama.cpp logs in fragments; a line goes on as soon as it is whole.</summary>
    [UnmanagedCallersOnly]
    private static void OnLog(int level, byte* text, nint userData)
    {
        try
        {
            lock (s_line)
            {
                const int Continue = 5;
                // Its warnings are notes on the model (unused tensors, trained context): nothing that an operator must act on.
                if (level != Continue) s_lineLevel = level switch { 2 or 3 => LogLevel.Debug, 4 => LogLevel.Error, _ => LogLevel.Trace };
                var rest = Text(text).AsSpan();
                for (var end = rest.IndexOf('\n'); end >= 0; end = rest.IndexOf('\n'))
                {
                    s_line.Append(rest[..end]);
                    EmitLine();
                    rest = rest[(end + 1)..];
                }

                s_line.Append(rest);
            }
        }
        catch (Exception)
        {
            // Nothing may be thrown into native code; a lost log line is the lesser harm.
        }
    }

    private static void EmitLine()
    {
        if (s_line.Length > 0) s_sink?.Invoke(s_lineLevel, s_line.ToString());
        s_line.Clear();
    }
}
