using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>A relocation site as stored.</summary>
/// <param name="Mode">concentrated, dispersed, or null where not known.</param>
/// <param name="HousingM2">Square metres of housing.</param>
/// <param name="SchoolPlaces">Places for pupils.</param>
/// <param name="WaterLPerDay">Litres a day.</param>
/// <param name="CapacityPersons">Capacity stated by the bureau.</param>
/// <param name="Occupied">Persons who have moved there by the day.</param>
/// <param name="OccupiedUnknown">Moves there without a number of persons or a day.</param>
/// <param name="Lon">Longitude, EPSG:4490; null without a location.</param>
/// <param name="Shape">Its point or polygon, EPSG:4490.</param>
/// <param name="LandM2">Square metres of its land; null for a point.</param>
internal sealed record SiteFacts(
    string Code,
    string? Name,
    string Status,
    string? Mode,
    DateOnly? OpenedOn,
    double? HousingM2,
    int? SchoolPlaces,
    double? WaterLPerDay,
    int? CapacityPersons,
    long Occupied,
    long OccupiedUnknown,
    double? Lon,
    double? Lat,
    string? TownshipCode,
    string? Township,
    Geometry? Shape = null,
    double? LandM2 = null
)
{
    /// <summary>The resources that limit how many persons it holds.</summary>
    public SiteMeans Means => new(HousingM2, SchoolPlaces, WaterLPerDay, CapacityPersons, LandM2);

    /// <summary>Whether it is open on a day; planned and building sites are not, whatever their opening day.</summary>
    public bool IsOpen(DateOnly day) => Status == "open" && (OpenedOn is null || OpenedOn <= day);

    /// <summary>Sites of a county that are not closed on a day.</summary>
    public static async Task<IReadOnlyList<SiteFacts>> RunAsync(
        Database database,
        string county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Relocation.Sites.sites"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        List<SiteFacts> sites = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            sites.Add(
                new(
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Get<string>("status"),
                    r.Find<string>("mode"),
                    r.FindValue<DateOnly>("opened_on"),
                    r.FindValue<double>("housing_m2"),
                    r.FindValue<int>("school_places"),
                    r.FindValue<double>("water_l_per_day"),
                    r.FindValue<int>("capacity_persons"),
                    r.Get<long>("persons"),
                    r.Get<long>("persons_unknown"),
                    r.FindValue<double>("lon"),
                    r.FindValue<double>("lat"),
                    r.Find<string>("township_code"),
                    r.Find<string>("township"),
                    r.Find<Geometry>("geom"),
                    r.FindValue<double>("square_metres")
                )
            );
        return sites;
    }
}
