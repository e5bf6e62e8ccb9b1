using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Progress;

/// <summary>
/// How much of the roads of a class is hardened on a day. Counted on the links that the verdicts are computed from, so
/// that planned works count here on the same days as there. Pure.
/// </summary>
public static class HardenedShare
{
    /// <summary>The machine name of the rate.</summary>
    public const string Name = "hardened_share";

    /// <summary>Metres that are hardened, out of those of which it is known. A closure takes no surface away.</summary>
    public static Measure On(Standard standard, CountyData county, DateOnly day)
    {
        var service = standard.Network(standard.Uses.HardenedRoad);
        var roadClass = standard.Measures.HardenedShare.RoadClass;
        Dictionary<string, IReadOnlyList<Asset>> assets = new(county.Assets)
        {
            [service.Layer] =
            [
                .. county
                    .Assets[service.Layer]
                    .Where(a => a.Attributes.GetValueOrDefault("class") as string == roadClass),
            ],
        };
        var (hardened, known, unknown) = (0.0, 0.0, 0.0);
        HashSet<long> silent = [];
        foreach (var link in ServiceNetwork.Build(service, county with { Assets = assets }, []).Input.Links)
        {
            if (!link.Exists.Contains(day.DayNumber))
                continue;
            var metres = Geodesy.LengthMetres(link.LonLat);
            if (link.Definite.Contains(day.DayNumber) || link.Closed.Contains(day.DayNumber))
                hardened += metres;
            else if (link.Possible.Contains(day.DayNumber))
            {
                unknown += metres;
                silent.Add(link.Id);
                continue;
            }

            known += metres;
        }

        return new(Name, Math.Round(hardened, 1), Math.Round(known, 1), silent.Count)
        {
            Things = assets[service.Layer].Count,
            UnknownOutOf = Math.Round(unknown, 1),
        };
    }
}
