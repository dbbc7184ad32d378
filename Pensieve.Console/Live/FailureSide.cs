using Pensieve.Engine.Requests;

namespace Pensieve.Console.Live;

/// <summary>Where a failure has its cause.</summary>
internal enum FailureSide
{
    /// <summary>What was asked for, or how slowly it was read.</summary>
    Client,

    /// <summary>The engine or its load.</summary>
    Engine,

    /// <summary>Time ran out.</summary>
    Deadline,
}

/// <summary>Sides of failure kinds.</summary>
internal static class FailureSides
{
    /// <summary>The side of a kind.</summary>
    public static FailureSide Of(FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest or FailureKind.PromptTooLong or FailureKind.ModelNotFound or FailureKind.ClientTooSlow => FailureSide.Client,
        FailureKind.DeadlineExceeded => FailureSide.Deadline,
        _ => FailureSide.Engine,
    };
}
