namespace Longlin.Geo.Model.Requests;

/// <summary>
/// How a request narrows a parameter of <see cref="RequestParameters"/>: other words, another range, another default.
/// </summary>
/// <param name="allowed">The words that this request takes; none: as the list says.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ParameterAttribute(params string[] allowed) : Attribute
{
    /// <summary>The words that this request takes.</summary>
    public IReadOnlyList<string> Allowed => allowed;

    /// <summary>What holds where the parameter is not given.</summary>
    public string? Default { get; set; }

    /// <summary>The greatest number; 0: as the list says.</summary>
    public int Most { get; set; }

    /// <summary>A day and a moment are both taken.</summary>
    public bool Moment { get; set; }
}
