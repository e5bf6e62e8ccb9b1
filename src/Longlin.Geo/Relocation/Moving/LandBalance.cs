using Longlin.Geo.Store;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>Construction land given back against construction land taken 增减挂钩, on a day.</summary>
/// <param name="ReclaimedM2">Reclaimed inside red lines of vacated hamlets, as their zones tell.</param>
/// <param name="ReclaimedUntold">Red lines that do not tell what is reclaimed: nothing is counted for them.</param>
/// <param name="UsedM2">Area of the sites in use, on the ellipsoid.</param>
/// <param name="UsedUntold">Sites in use without an area: nothing is counted for them.</param>
public sealed record LandBalance(double ReclaimedM2, long ReclaimedUntold, double UsedM2, long UsedUntold)
{
    /// <summary>Asks the store.</summary>
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
        return new(Math.Round(r.GetDouble(0), 1), r.GetInt64(1), Math.Round(r.GetDouble(2), 1), r.GetInt64(3));
    }
}
