using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Api.Wire;

/// <summary>Takes values out of a wire record and keeps the first thing that is wrong with it.</summary>
internal sealed class FieldReader
{
    /// <summary>The first fault; null = none so far.</summary>
    public ApiError? Error { get; private set; }

    /// <summary>Records a fault unless there is one.</summary>
    public void Fail(ApiError error) => Error ??= error;

    /// <summary>Records a fault of one field unless there is one.</summary>
    public void Fail(string field, string problem) => Error ??= ApiError.Invalid(field, $"{field}: {problem}");

    /// <summary>Records that a function is missing.</summary>
    public void Unsupported(string field, string what, string instead) => Error ??= ApiError.Unsupported(field, what, instead);

    /// <summary>A number within its range; null = absent (or wrong, which is recorded).</summary>
    public float? Real(NumberField field, FieldRange range, string? path = null) =>
        IsUsable(field, range, path ?? range.Name) ? (float)field.Real : null;

    /// <inheritdoc cref="Real"/>
    public long? Integer(NumberField field, FieldRange range, string? path = null) =>
        IsUsable(field, range, path ?? range.Name) ? field.Integer : null;

    private bool IsUsable(NumberField field, FieldRange range, string path)
    {
        switch (field.Kind)
        {
            case NumberKind.Absent when !range.IsRequired:
            case NumberKind.Null when range.NullMeansAbsent && !range.IsRequired:
                return false;
            case NumberKind.Absent:
                Fail(path, $"is required and must be {range.Expected}.");
                return false;
            case NumberKind.Integer when field.Integer >= range.Min && field.Integer <= range.Max:
            case NumberKind.Real when !range.IsInteger && field.Real >= (double)range.Min && field.Real <= (double)range.Max:
                return true;
            default:
                Fail(path, $"must be {range.Expected}.");
                return false;
        }
    }
}
