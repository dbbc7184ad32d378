using System.Diagnostics;

namespace Pensieve.Tests.Fakes;

/// <summary>A PostgreSQL server of the tests' own: a new cluster in a temporary folder, reached by a Unix socket only.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly string _binaries;
    private readonly string? _user;
    private int _programs;

    private PostgresServer(string folder, string binaries, string? user)
    {
        _folder = folder;
        _binaries = binaries;
        _user = user;
    }

    /// <summary>Connection string of a database of that name, which must exist; "postgres" always does.</summary>
    public string ConnectionString(string database) => $"Host={_folder};Username=tests;Database={database}";

    /// <summary>Starts one; null where this machine has no PostgreSQL, and then why.</summary>
    public static async Task<(PostgresServer? Server, string? Reason)> StartAsync()
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            : null;
        if (binaries is null) return (null, "PostgreSQL is not installed (Debian: postgresql).");

        // It refuses to run as root.
        var user = Environment.UserName == "root" ? "postgres" : null;
        var folder = Directory.CreateTempSubdirectory("pg-").FullName;
        var server = new PostgresServer(folder, binaries, user);
        if (user is not null) await server.RunAsync("chown", [user, folder], asUser: false);
        await server.RunAsync(Path.Combine(binaries, "initdb"), ["-D", $"{folder}/data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        await server.LaunchAsync();
        return (server, null);
    }

    /// <summary>Starts it after <see cref="StopAsync"/>.</summary>
    public Task LaunchAsync() => RunAsync(
        Path.Combine(_binaries, "pg_ctl"),
        ["-D", $"{_folder}/data", "-w", "-t", "60", "-l", $"{_folder}/log", "-o", $"-c listen_addresses= -c unix_socket_directories={_folder} -c fsync=off", "start"]);

    /// <summary>Stops it and breaks its connections.</summary>
    public Task StopAsync() => RunAsync(Path.Combine(_binaries, "pg_ctl"), ["-D", $"{_folder}/data", "-m", "immediate", "-w", "stop"]);

    /// <summary>Makes an empty database.</summary>
    public Task CreateDatabaseAsync(string name) => RunAsync(Path.Combine(_binaries, "createdb"), ["-h", _folder, "-U", "tests", name]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string program, string[] arguments, bool asUser = true)
    {
        string[] prefix = _user is not null && asUser ? ["setpriv", $"--reuid={_user}", $"--regid={_user}", "--clear-groups"] : [];

        // Into a file: a server that inherited a pipe would keep it open. One of its own, since tests make their databases at the same time.
        var output = $"{_folder}-{Interlocked.Increment(ref _programs)}.out";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", output, .. prefix, program, .. arguments]) { WorkingDirectory = _folder })!;
        await process.WaitForExitAsync().WaitAsync(s_limit);
        var said = await File.ReadAllTextAsync(output);
        File.Delete(output);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said}");
    }
}
