using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes the embedded resource of a managed PE file that begins with a given text to a file. It reads the CLI header
/// directly (ECMA-335 II.25), so the file may be built for any operating system and is never loaded.
/// </summary>
public sealed class ExtractManifestResource : Task
{
    [Required]
    public string AssemblyPath { get; set; }

    [Required]
    public string StartsWith { get; set; }

    [Required]
    public string OutputFile { get; set; }

    public override bool Execute()
    {
        var image = File.ReadAllBytes(AssemblyPath);
        var coff = BitConverter.ToInt32(image, 0x3C) + 4;
        var optional = coff + 20;
        var directories = optional + (BitConverter.ToUInt16(image, optional) == 0x20B ? 112 : 96);
        var cli = Offset(image, coff, BitConverter.ToInt32(image, directories + 14 * 8));
        var start = Offset(image, coff, BitConverter.ToInt32(image, cli + 24));
        var end = start + BitConverter.ToInt32(image, cli + 28);

        // Each resource is a length, the bytes, and padding to eight.
        for (var at = start; at + 4 <= end;)
        {
            var length = BitConverter.ToInt32(image, at);
            var probe = Encoding.UTF8.GetString(image, at + 4, Math.Min(length, StartsWith.Length + 3)).TrimStart('\uFEFF');
            if (probe.StartsWith(StartsWith, StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(OutputFile));
                using (var output = File.Create(OutputFile)) output.Write(image, at + 4, length);
                return true;
            }

            at = start + (at + 4 + length - start + 7) / 8 * 8;
        }

        Log.LogError("No resource in {0} begins with {1}.", AssemblyPath, StartsWith);
        return false;
    }

    private static int Offset(byte[] image, int coff, int rva)
    {
        var sections = BitConverter.ToUInt16(image, coff + 2);
        var table = coff + 20 + BitConverter.ToUInt16(image, coff + 16);
        for (var i = 0; i < sections; i++)
        {
            var section = table + i * 40;
            var address = BitConverter.ToInt32(image, section + 12);
            var size = Math.Max(BitConverter.ToInt32(image, section + 8), BitConverter.ToInt32(image, section + 16));
            if (rva >= address && rva < address + size) return rva - address + BitConverter.ToInt32(image, section + 20);
        }

        throw new InvalidDataException("An address of the CLI header lies in no section.");
    }
}
