namespace Pensieve.Console.Security.Access;

/// <summary>
/// What a caller may do; each level includes those before it. The scope of an API key and the role of somebody signed in are
/// the same thing: inference = viewer, operate = operator, admin = admin.
/// </summary>
public enum AccessLevel
{
    /// <summary>Ask models (/v1); look at the pages.</summary>
    Inference,

    /// <summary>Read and operate the server (/api, /metrics); load models, start runs.</summary>
    Operate,

    /// <summary>Keys, settings, the audit trail.</summary>
    Admin,
}

/// <summary>Names of levels.</summary>
public static class AccessLevels
{
    /// <summary>Role names as pages check them: AuthorizeView Roles="operator".</summary>
    public const string Viewer = "viewer", Operator = "operator", Admin = "admin";

    /// <summary>The scope as the API writes it: "inference", "operate", "admin".</summary>
    public static string Scope(this AccessLevel level) => level switch
    {
        AccessLevel.Inference => "inference",
        AccessLevel.Operate => "operate",
        _ => "admin",
    };

    /// <summary>The role as pages name it.</summary>
    public static string Role(this AccessLevel level) => level switch
    {
        AccessLevel.Inference => Viewer,
        AccessLevel.Operate => Operator,
        _ => Admin,
    };

    /// <summary>The level of a scope; null = there is no such scope.</summary>
    public static AccessLevel? FromScope(string? scope) => scope switch
    {
        "inference" => AccessLevel.Inference,
        "operate" => AccessLevel.Operate,
        "admin" => AccessLevel.Admin,
        _ => null,
    };
}
