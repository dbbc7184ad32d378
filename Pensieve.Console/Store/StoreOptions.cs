using Microsoft.Data.Sqlite;
using Npgsql;
using Pensieve.Console.Hosting;

namespace Pensieve.Console.Store;

/// <summary>Where the console keeps what must outlive a restart.</summary>
/// <param name="Kind">Which database.</param>
/// <param name="ConnectionString">As its driver takes it; may hold a password.</param>
/// <param name="Place">What people may see: a path, or host and database.</param>
public sealed record StoreOptions(StoreKind Kind, string ConnectionString, string Place)
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "pensieve.db";

    /// <summary>Time a statement may take, and a writer may wait for another process to finish its own.</summary>
    public static readonly TimeSpan StatementLimit = TimeSpan.FromSeconds(5);

    /// <summary>What the settings say: a file in the data folder unless a database is named.</summary>
    /// <exception cref="ArgumentException">The connection string is wrong; <see cref="Fault"/> finds that out beforehand.</exception>
    public static StoreOptions From(PensieveOptions options) =>
        options.Database is { } database ? PostgreSql(database) : Sqlite(Path.Combine(Path.GetFullPath(options.Data), FileName));

    /// <summary>A SQLite file; its folder is made when it is opened.</summary>
    public static StoreOptions Sqlite(string path) => new(
        StoreKind.Sqlite,
        new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = (int)StatementLimit.TotalSeconds }.ToString(),
        path);

    /// <summary>A PostgreSQL server: "postgres://user:password@host:port/database" or Npgsql's own form, "Host=…;Database=…".</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static StoreOptions PostgreSql(string database)
    {
        var builder = database.StartsWith("postgres://", StringComparison.Ordinal) || database.StartsWith("postgresql://", StringComparison.Ordinal)
            ? FromUri(database)
            : new NpgsqlConnectionStringBuilder(database);
        if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("it names no host");
        builder.ApplicationName ??= "pensieve";
        builder.Timeout = Math.Min(builder.Timeout, (int)StatementLimit.TotalSeconds);
        builder.CommandTimeout = (int)StatementLimit.TotalSeconds;
        builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, 10);
        return new StoreOptions(StoreKind.PostgreSql, builder.ToString(), $"{builder.Host}:{builder.Port}/{builder.Database ?? builder.Username}");
    }

    /// <summary>Why a connection string cannot be used; null = it can.</summary>
    public static string? Fault(string database)
    {
        try
        {
            PostgreSql(database);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) throw new ArgumentException("it is not an address");
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(uri.Host) };
        if (uri.Port > 0) builder.Port = uri.Port;
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query))
        {
            // libpq's spelling of the one parameter that is commonly in such an address.
            builder[name == "sslmode" ? "SSL Mode" : name] = name == "sslmode" ? value.ToString().Replace("-", "", StringComparison.Ordinal) : value.ToString();
        }

        return builder;
    }
}
