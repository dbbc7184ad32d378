namespace Pensieve.Console.Store;

/// <summary>
/// One step of a feature's schema. Never changed once released: what is wrong with it is put right by the next one.
/// </summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">What it does, in a word or two.</param>
/// <param name="Sql">
/// Statements for both databases. Words in braces differ: {identity} is a primary key that numbers itself, {bytes} the type of
/// binary data. Integers are BIGINT, times milliseconds since 1970 (UTC) in BIGINT, truth 0 or 1 in BIGINT, text is TEXT,
/// fractions DOUBLE PRECISION: the drivers then give the same CLR types (long, string, double, byte[]).
/// </param>
public sealed record StoreMigration(int Number, string Name, string Sql);
