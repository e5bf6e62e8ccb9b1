using Longlin.Geo.Store;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>Construction land reclaimed and construction land used on a day (增减挂钩).</summary>
/// <param name="ReclaimedM2">Reclaimed inside red lines of vacated hamlets, as recorded in their zones.</param>
/// <param name="ReclaimedUntold">Red lines without a reclaimed area on record: not counted.</param>
/// <param name="UsedM2">Area of the sites in use, on the ellipsoid.</param>
/// <param name="UsedUntold">Sites in use without an area: not counted.</param>
public sealed record LandBalance(double ReclaimedM2, long ReclaimedUntold, double UsedM2, long UsedUntold)
{
    /// <summary>Reads the balance of a county.</summary>
    public static async Task<LandBalance> RunAsync(
        Database database,
        string county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Relocation.Moving.land_balance"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        await r.ReadAsync(cancellationToken);
        return new(
            Math.Round(r.Get<double>("reclaimed"), 1),
            r.Get<long>("reclaimed_untold"),
            Math.Round(r.Get<double>("used"), 1),
            r.Get<long>("used_untold")
        );
    }
}
