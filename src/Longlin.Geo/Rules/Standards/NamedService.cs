using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Standards;

/// <summary>A service that a place has or lacks.</summary>
public abstract record NamedService
{
    /// <summary>Its machine name: road, access, power, water …</summary>
    public required string Service { get; init; }

    /// <summary>Its name for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>Which data is missing when the verdict is unknown, and which bureau can supply it.</summary>
    public required Bilingual Missing { get; init; }

    /// <summary>The subjects it is assessed for: hamlet, village, township, base.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = ["hamlet", "village"];

    /// <summary>
    /// Services that a place has whenever it has this one, as a hardened road is a passable one.
    /// </summary>
    public IReadOnlyList<string> Implies { get; init; } = [];
}
