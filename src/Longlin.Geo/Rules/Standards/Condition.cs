using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// A condition on an asset's attributes in Kleene's three-valued logic: true, false, or null where an attribute it
/// needs is missing.
/// Exactly one of <see cref="Any"/>, <see cref="All"/> and <see cref="Column"/> is given.
/// </summary>
public sealed record Condition
{
    /// <summary>True when one of these is.</summary>
    public IReadOnlyList<Condition>? Any { get; init; }

    /// <summary>True when all of these are.</summary>
    public IReadOnlyList<Condition>? All { get; init; }

    /// <summary>The attribute looked at.</summary>
    public string? Column { get; init; }

    /// <summary>True when the attribute is one of these words.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>True when the attribute equals this.</summary>
    public bool? Is { get; init; }

    /// <summary>True when the attribute is known and not this; a missing value stays unknown.</summary>
    public bool? IsNot { get; init; }

    /// <summary>True when the number is at least this.</summary>
    public double? AtLeast { get; init; }

    /// <summary>True when there is any value; a missing one stays unknown.</summary>
    public bool? Given { get; init; }

    /// <summary>The columns it reads.</summary>
    public IEnumerable<string> Columns => Column is not null ? [Column] : (Any ?? All ?? []).SelectMany(c => c.Columns);

    /// <summary>Its value for attributes given by name; null when it cannot be known.</summary>
    public bool? Evaluate(Func<string, object?> attribute)
    {
        if (Any is not null)
            return Fold(Any, attribute, decisive: true);
        if (All is not null)
            return Fold(All, attribute, decisive: false);
        return (attribute(Column!), this) switch
        {
            (null, _) => null,
            (_, { Given: true }) => true,
            (string text, { In: { } words }) => words.Contains(text),
            (bool flag, { Is: { } wanted }) => flag == wanted,
            (bool flag, { IsNot: { } unwanted }) => flag != unwanted,
            (double number, { AtLeast: { } least }) => number >= least,
            (int number, { AtLeast: { } least }) => number >= least,
            (decimal number, { AtLeast: { } least }) => number >= (decimal)least,
            _ => null,
        };
    }

    /// <summary>The first fault; null when there is none.</summary>
    public Bilingual? FindFault()
    {
        var forms = (Any is null ? 0 : 1) + (All is null ? 0 : 1) + (Column is null ? 0 : 1);
        if (forms != 1)
            return new("条件必须且只能给出 any、all、column 之一", "a condition needs exactly one of any, all, column");
        if (Column is null)
            return (Any ?? All)!.Select(c => c.FindFault()).FirstOrDefault(f => f is not null);
        var tests = new object?[] { In, Is, IsNot, AtLeast, Given is true ? Given : null }.Count(t => t is not null);
        return tests == 1
            ? null
            : new Bilingual(
                $"{Column} 的条件必须且只能给出 in、is、isNot、atLeast、given 之一",
                $"the condition on {Column} needs exactly one of in, is, isNot, atLeast, given"
            );
    }

    private static bool? Fold(IReadOnlyList<Condition> parts, Func<string, object?> attribute, bool decisive)
    {
        var unknown = false;
        foreach (var part in parts)
        {
            var value = part.Evaluate(attribute);
            if (value == decisive)
                return decisive;
            unknown |= value is null;
        }

        return unknown ? null : !decisive;
    }
}
