using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage;

/// <summary>A transformer and whom it serves.</summary>
/// <param name="AgeYears">Since its opening; null where that is not known.</param>
/// <param name="Households">Of the hamlets whose nearest working transformer within reach it is.</param>
/// <param name="HamletsUnknown">Hamlets among them that do not say their households.</param>
public sealed record Transformer(
    string Code, string? Name, string? VillageCode, string? Village, bool PoorVillage, DateOnly? OpenedOn, double? AgeYears, double? CapacityKva, bool? Energised,
    long Hamlets, long Households, long HamletsUnknown, double? KvaPerHousehold, double? Lon, double? Lat);

/// <summary>Small water works of one kind and state.</summary>
/// <param name="CapacityUnknown">Works that do not say their capacity.</param>
/// <param name="HouseholdsNear">Households of the hamlets within reach of one of them.</param>
public sealed record SmallWorks(string Kind, string State, long Count, double? CapacityM3PerDay, long CapacityUnknown, long HouseholdsNear);

/// <summary>What the power and water bureaus ask of their assets.</summary>
public static class UtilityQuery
{
    /// <summary>The five small works 五小水利: ponds, pump stations, channels, tanks, cisterns.</summary>
    public static readonly string[] FiveSmall = ["pond", "pump", "channel", "tank", "cistern"];

    /// <summary>Transformers, the oldest first.</summary>
    public static async Task<IReadOnlyList<Transformer>> TransformersAsync(Database database, Standard standard, string county, DateOnly asOf, string? area, bool poorOnly, double? minAge, int limit, CancellationToken cancellationToken)
    {
        await using var command = Ask(database, "Coverage.transformers", county, asOf, area, standard.Services.Where(s => s.Service == "power").SelectMany(s => s.Servers).Where(d => d.Kinds.Contains("transformer")).Max(d => d.ReachMetres));
        command.Parameters.AddWithValue("poorOnly", poorOnly);
        command.Parameters.Add(new NpgsqlParameter<double?>("minAge", minAge));
        command.Parameters.AddWithValue("limit", limit);
        List<Transformer> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            all.Add(new(r.GetString(0), Text(1), Text(2), Text(3), r.GetBoolean(4), r.IsDBNull(5) ? null : r.GetFieldValue<DateOnly>(5), r.IsDBNull(6) ? null : Math.Round((double)r.GetDecimal(6), 1), Number(7), r.IsDBNull(8) ? null : r.GetBoolean(8),
                r.GetInt64(9), r.GetInt64(10), r.GetInt64(11), Number(12) is { } kva ? Math.Round(kva, 2) : null, Number(13), Number(14)));
        }

        return all;

        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
        double? Number(int i) => r.IsDBNull(i) ? null : r.GetDouble(i);
    }

    /// <summary>The five small works by kind and state.</summary>
    public static async Task<IReadOnlyList<SmallWorks>> SmallWorksAsync(Database database, Standard standard, string county, DateOnly asOf, string? area, CancellationToken cancellationToken)
    {
        await using var command = Ask(database, "Coverage.small_works", county, asOf, area, standard.Services.Single(s => s.Service == "piped").ReachMetres);
        command.Parameters.AddWithValue("kinds", FiveSmall);
        List<SmallWorks> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken)) all.Add(new(r.GetString(0), r.GetString(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetDouble(3), r.GetInt64(4), r.GetInt64(5)));
        return all;
    }

    private static NpgsqlCommand Ask(Database database, string query, string county, DateOnly asOf, string? area, double reach)
    {
        var command = database.Source.CreateCommand(SqlFile.Text(query));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.Add(new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)area ?? DBNull.Value });
        command.Parameters.AddWithValue("reach", reach);
        return command;
    }
}
