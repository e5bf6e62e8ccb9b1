using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// A number of the county that is counted from facilities or zones: what a rule may ask for so many of, or a figure
/// that is shown with its trend and never judged.
/// </summary>
public sealed record CountRule
{
    /// <summary>Its machine name, as rules name their measure.</summary>
    public required string Name { get; init; }

    /// <summary>What is counted, for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary><c>facilities</c> or <c>zones</c>.</summary>
    public required string Layer { get; init; }

    /// <summary>The values of its column <c>kind</c>.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>What is summed up: the things, the <c>villages</c> that have one inside, or the <c>area</c> in square
    /// metres.</summary>
    public string Of { get; init; } = "things";

    /// <summary>Whether only what is to standard counts; what does not tell is unknown.</summary>
    public bool ToStandard { get; init; }

    /// <summary>The level that a facility must have, or null; what does not tell is unknown.</summary>
    public string? Level { get; init; }

    /// <summary>Whether it is a figure without a threshold, shown with its trend.</summary>
    public bool Figure { get; init; }

    /// <summary>The clause, word for word; null for a number that rules name, each with its own clause.</summary>
    public string? Clause { get; init; }
}

/// <summary>A figure that the document states twice with different values; none is chosen.</summary>
/// <param name="Title">What the figure is about.</param>
/// <param name="Figures">Each value.</param>
public sealed record Contradiction(Bilingual Title, IReadOnlyList<StatedFigure> Figures);

/// <summary>One of the values.</summary>
/// <param name="Value">As the document writes it.</param>
/// <param name="Clause">The clause that states it; null where it is not on record here.</param>
public sealed record StatedFigure(string Value, string? Clause);
