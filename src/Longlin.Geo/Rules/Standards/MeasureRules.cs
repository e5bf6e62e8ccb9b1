using System.Globalization;
using System.Text.Json.Serialization;

namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// When a passable road lies near: the Rural Access Index of the World Bank, a straight line whatever lies between.
/// </summary>
/// <param name="WithinMetres">A road within this distance counts, joined or not.</param>
/// <param name="Verified">Whether the number was checked against a public source.</param>
public sealed record NearRoadRule(double WithinMetres, bool Verified)
{
    /// <summary>The distance as a sentence has it.</summary>
    [JsonIgnore]
    public string Kilometres => (WithinMetres / 1000).ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>What the numbers of the whole county count.</summary>
/// <param name="VillagesExited">Poor villages that left the list.</param>
/// <param name="DemonstrationZones">Demonstration zones that are large enough.</param>
/// <param name="HardenedShare">Roads whose hardened share is reported.</param>
public sealed record MeasureRules(
    ExitMeasure VillagesExited,
    DemonstrationMeasure DemonstrationZones,
    HardenedMeasure HardenedShare
);

/// <summary>Exits of poor villages, year by year.</summary>
/// <param name="FromYear">The first full year that has to bring its least.</param>
public sealed record ExitMeasure(int FromYear);

/// <summary>A demonstration zone counts when it has both.</summary>
/// <param name="AreaMu">Least area in 亩; 1 亩 is 2000/3 m².</param>
/// <param name="PoorPersons">Least number of poor persons in its hamlets.</param>
public sealed record DemonstrationMeasure(double AreaMu, double PoorPersons);

/// <summary>The hardened share is that of the roads to the hamlets.</summary>
/// <param name="RoadClass">The value of the column <c>class</c> of roads.</param>
public sealed record HardenedMeasure(string RoadClass);
