namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>
/// A value that template code can hold. The set of sub-classes is closed: no .NET object is ever reachable from a template.
/// </summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, as its error messages spell it.</summary>
    public abstract string TypeName { get; }

    public virtual bool IsTruthy => true;

    /// <summary>What <c>value.name</c> finds as an attribute or method; null = nothing.</summary>
    public virtual Value? GetAttribute(string name) => null;

    /// <summary>What <c>value[key]</c> finds; null = nothing, or no subscripts on this type.</summary>
    public virtual Value? GetItem(Value key) => null;
}

/// <summary>Python's None.</summary>
internal sealed class NoneValue : Value
{
    public static readonly NoneValue Instance = new();

    public override string TypeName => "NoneType";

    public override bool IsTruthy => false;
}

/// <summary>A name, attribute or item that does not exist: prints as nothing, is false, iterates as empty, and fails everywhere else.</summary>
internal sealed class UndefinedValue : Value
{
    private readonly string _name;
    private readonly Value? _owner;

    /// <summary>A variable, or with <paramref name="owner"/> one of its attributes, that is not there.</summary>
    public UndefinedValue(string name, Value? owner = null)
    {
        _name = name;
        _owner = owner;
    }

    /// <summary>Says what is missing; put together only when something fails because of it.</summary>
    public string Message => _owner switch
    {
        null => $"'{_name}' is undefined",
        NoneValue => $"None has no attribute '{_name}'",
        StringValue or DictValue or ListValue => $"'{_owner.TypeName} object' has no attribute '{_name}'",
        _ => $"'{_owner.TypeName}' has no attribute '{_name}'",
    };

    public override string TypeName => "Undefined";

    public override bool IsTruthy => false;
}
