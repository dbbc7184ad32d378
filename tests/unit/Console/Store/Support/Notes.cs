using Pensieve.Console.Store;

namespace Pensieve.Tests.Unit.Console.Store.Support;

/// <summary>A feature that keeps notes, in as many versions as a test wants.</summary>
internal sealed class Notes(int version) : IStoreMigrations
{
    private static readonly StoreMigration[] s_all =
    [
        new(1, "notes", "CREATE TABLE notes (id {identity}, title TEXT NOT NULL UNIQUE, body {bytes}, score DOUBLE PRECISION, at BIGINT NOT NULL); CREATE INDEX notes_at ON notes (at)"),
        new(2, "pin", "ALTER TABLE notes ADD COLUMN is_pinned BIGINT NOT NULL DEFAULT 0"),
        new(3, "wrong", "ALTER TABLE notes ADD COLUMN broken BIGINT; CREATE TABLE notes (id {identity})"),
    ];

    public string Feature => "notes";

    public IReadOnlyList<StoreMigration> Migrations { get; } = s_all[..version];
}

internal sealed record Note
{
    public long Id { get; init; }

    public string Title { get; init; } = "";

    public byte[]? Body { get; init; }

    public double? Score { get; init; }

    public long At { get; init; }

    public long IsPinned { get; init; }
}
