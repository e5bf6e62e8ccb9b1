using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>A site to be scored.</summary>
/// <param name="Code">Its code in the layer; null for a drawn site.</param>
/// <param name="Geometry">Point, polygon or multipolygon, EPSG:4490.</param>
/// <param name="Means">As stored; its land is measured from the geometry.</param>
internal sealed record SiteToScore(string? Code, string? Name, Geometry Geometry, SiteMeans Means);

/// <summary>Area and location of a site.</summary>
/// <param name="AreaM2">Area of its land; 0 for a point.</param>
/// <param name="OutsideM2">Area outside the county; null where the county has no outline.</param>
/// <param name="InCounty">Whether any of it is in the county; true where not known.</param>
internal sealed record SiteLand(
    double AreaM2,
    double? OutsideM2,
    string? TownshipCode,
    string? Township,
    bool InCounty
);

/// <summary>Overlap with a zone or another site.</summary>
/// <param name="Site">The site's position in the request.</param>
/// <param name="Kind">Kind of the zone, or site.</param>
/// <param name="AreaM2">Area of the overlap; null where one of them is a point.</param>
internal sealed record SiteOverlap(int Site, string Kind, string Code, string? Name, double? AreaM2);

/// <summary>Reads what is stored about the land of sites.</summary>
internal static class SiteQuery
{
    /// <summary>
    /// Sites of the layer by code; unknown codes are left out, a site without geometry has an empty point.
    /// </summary>
    public static async Task<IReadOnlyList<(SiteToScore Site, string Status)>> ListedAsync(
        Database database,
        string county,
        IReadOnlyCollection<string> codes,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(database, "Relocation.Sites.listed_sites", county);
        command.Parameters.AddWithValue("codes", codes.ToArray());
        List<(SiteToScore, string)> sites = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            sites.Add(
                (
                    new(
                        r.Get<string>("code"),
                        r.Find<string>("name"),
                        r.Find<Geometry>("geom") ?? Point.Empty,
                        new(
                            r.FindValue<double>("housing_m2"),
                            r.FindValue<int>("school_places"),
                            r.FindValue<double>("water_l_per_day"),
                            r.FindValue<int>("capacity_persons")
                        )
                    ),
                    r.Get<string>("status")
                )
            );
        return sites;
    }

    /// <summary>Area and location of each site.</summary>
    public static async Task<IReadOnlyList<SiteLand>> LandAsync(
        Database database,
        string county,
        IReadOnlyList<Geometry> sites,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(database, "Relocation.Sites.site_land", county, sites);
        List<SiteLand> land = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            land.Add(
                new(
                    r.Get<double>("square_metres"),
                    r.FindValue<double>("outside_m2"),
                    r.Find<string>("township_code"),
                    r.Find<string>("township"),
                    r.Get<bool>("inside")
                )
            );
        return land;
    }

    /// <summary>Zones of the given kinds, valid on a day, that the sites touch.</summary>
    public static async Task<IReadOnlyList<SiteOverlap>> ZonesAsync(
        Database database,
        string county,
        IReadOnlyList<Geometry> sites,
        IReadOnlyList<string> kinds,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(database, "Relocation.Sites.site_zones", county, sites);
        command.Parameters.AddWithValue("kinds", kinds.ToArray());
        command.Parameters.AddWithValue("asOf", asOf);
        List<SiteOverlap> zones = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            zones.Add(
                new(
                    r.Get<int>("n") - 1,
                    r.Get<string>("kind"),
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.FindValue<double>("square_metres")
                )
            );
        return zones;
    }

    /// <summary>Other sites that overlap.</summary>
    public static async Task<IReadOnlyList<SiteOverlap>> OverlapsAsync(
        Database database,
        string county,
        IReadOnlyList<SiteToScore> sites,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(
            database,
            "Relocation.Sites.site_overlaps",
            county,
            [.. sites.Select(s => s.Geometry)]
        );
        command.Parameters.AddWithValue("codes", sites.Select(s => s.Code ?? "").ToArray());
        List<SiteOverlap> overlaps = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            overlaps.Add(
                new(
                    r.Get<int>("n") - 1,
                    "site",
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.FindValue<double>("square_metres")
                )
            );
        return overlaps;
    }

    /// <summary>Names of facilities and areas.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        Database database,
        string county,
        IEnumerable<string> codes,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(database, "Relocation.Sites.place_names", county);
        command.Parameters.AddWithValue("codes", codes.Distinct().ToArray());
        Dictionary<string, string> names = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            names[r.Get<string>("code")] = r.Get<string>("name");
        return names;
    }

    /// <summary>
    /// Polygons of the zones of the given kinds that touch an area, valid on a day, and as <c>site</c> the land of the
    /// existing sites; a site stored as a point takes a circle of the given square metres a person.
    /// </summary>
    public static async Task<ILookup<string, Geometry>> HardZonesAsync(
        Database database,
        string county,
        string area,
        IReadOnlyList<string> kinds,
        double squareMetresPerPerson,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(database, "Land.hard_zones", county);
        command.Parameters.AddWithValue("squareMetresPerPerson", squareMetresPerPerson);
        command.Parameters.AddWithValue("area", area);
        command.Parameters.AddWithValue("kinds", kinds.ToArray());
        command.Parameters.AddWithValue("asOf", asOf);
        List<(string, Geometry)> zones = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            zones.Add((r.Get<string>("kind"), r.Get<Geometry>("geom")));
        return zones.ToLookup(z => z.Item1, z => z.Item2);
    }

    private static NpgsqlCommand CreateCommand(
        Database database,
        string query,
        string county,
        IReadOnlyList<Geometry>? sites = null
    )
    {
        var command = database.Source.CreateCommand(SqlFile.Text(query));
        command.Parameters.AddWithValue("county", county);
        if (sites is not null)
            command.Parameters.Add(
                new NpgsqlParameter("sites", NpgsqlDbType.Array | NpgsqlDbType.Bytea)
                {
                    Value = sites.Select(s => s.AsBinary()).ToArray(),
                }
            );
        return command;
    }
}
