using System.Text.Json;
using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Planning;

/// <summary>A transformer and the hamlets it serves.</summary>
/// <param name="AgeYears">Since its opening; null where that is not known.</param>
/// <param name="Households">Of the hamlets whose nearest working transformer within reach it is.</param>
/// <param name="HamletsUnknown">Hamlets among them that do not say their households.</param>
public sealed record Transformer(
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    bool PoorVillage,
    DateOnly? OpenedOn,
    double? AgeYears,
    double? CapacityKva,
    bool? Energised,
    long Hamlets,
    long Households,
    long HamletsUnknown,
    double? KvaPerHousehold,
    double? Lon,
    double? Lat
);

/// <summary>Small water works of one kind and state.</summary>
/// <param name="CapacityUnknown">Works that do not say their capacity.</param>
/// <param name="HouseholdsNear">Households of the hamlets within reach of one of them.</param>
public sealed record SmallWorks(
    string Kind,
    string State,
    long Count,
    double? CapacityM3PerDay,
    long CapacityUnknown,
    long HouseholdsNear
);

/// <summary>A hamlet near a reservoir.</summary>
/// <param name="BelowM">Metres that it lies lower; null where a height is missing.</param>
public sealed record HamletBelow(string Code, string? Name, int? Households, double DistanceM, double? BelowM);

/// <summary>A reservoir and the hamlets below it.</summary>
/// <param name="HamletsUnknown">Hamlets near it whose height is unknown.</param>
public sealed record Reservoir(
    string Code,
    string? Name,
    string? DangerClass,
    bool Dangerous,
    double? ElevationM,
    double Lon,
    double Lat,
    long Hamlets,
    long Households,
    long Population,
    long HamletsUnknown,
    IReadOnlyList<HamletBelow> Items
);

/// <summary>How a hamlet without power could have it.</summary>
/// <param name="Transformer">The nearest energised transformer, and the metres to it in a straight line.</param>
/// <param name="GridYuan">By line, at the unit costs; null where metres or prices are not known.</param>
/// <param name="OffGridYuan">On the spot, at the unit cost of a household.</param>
/// <param name="Choice">grid or off_grid, the cheaper; null where one of them is not known.</param>
public sealed record PowerOption(
    string Code,
    string? Name,
    string? VillageCode,
    string? Township,
    int? Households,
    string Verdict,
    string? Transformer,
    double? TransformerM,
    double? MetresToBuild,
    double? MetresToUpgrade,
    decimal? GridYuan,
    decimal? OffGridYuan,
    string? Choice,
    double? Lon,
    double? Lat
);

/// <summary>What the power and water bureaus ask of their assets.</summary>
public static class UtilityQuery
{
    /// <summary>The five small works 五小水利: ponds, pump stations, channels, tanks, cisterns.</summary>
    public static readonly string[] FiveSmall = ["pond", "pump", "channel", "tank", "cistern"];

    /// <summary>Transformers, the oldest first.</summary>
    public static async Task<IReadOnlyList<Transformer>> TransformersAsync(
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        string? area,
        bool poorOnly,
        double? minAge,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(
            database,
            "Planning.transformers",
            county,
            asOf,
            area,
            standard
                .Network(standard.Uses.Power)
                .Servers.Where(d => d.Kinds.Contains("transformer"))
                .Max(d => d.ReachMetres)
        );
        command.Parameters.AddWithValue("poorOnly", poorOnly);
        command.Parameters.Add(new NpgsqlParameter<double?>("minAge", minAge));
        command.Parameters.AddWithValue("limit", limit);
        List<Transformer> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            all.Add(
                new(
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Find<string>("village_code"),
                    r.Find<string>("village"),
                    r.Get<bool>("poor_village"),
                    r.FindValue<DateOnly>("opened_on"),
                    r.FindValue<decimal>("age_years") is { } age ? Math.Round((double)age, 1) : null,
                    r.FindValue<double>("capacity_kva"),
                    r.FindValue<bool>("energised"),
                    r.Get<long>("hamlets"),
                    r.Get<long>("households"),
                    r.Get<long>("unknown"),
                    r.FindValue<double>("kva_per_household") is { } kva ? Math.Round(kva, 2) : null,
                    r.FindValue<double>("lon"),
                    r.FindValue<double>("lat")
                )
            );
        }

        return all;
    }

    /// <summary>The five small works by kind and state.</summary>
    public static async Task<IReadOnlyList<SmallWorks>> SmallWorksAsync(
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        string? area,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(
            database,
            "Planning.small_works",
            county,
            asOf,
            area,
            standard.Network(standard.Uses.PipedWater).ReachMetres
        );
        command.Parameters.AddWithValue("kinds", FiveSmall);
        List<SmallWorks> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            all.Add(
                new(
                    r.Get<string>("kind"),
                    r.Get<string>("state"),
                    r.Get<long>("works"),
                    r.FindValue<double>("capacity_m3_per_day"),
                    r.Get<long>("capacity_unknown"),
                    r.Get<long>("households")
                )
            );
        return all;
    }

    /// <summary>Reservoirs, the dangerous first, with the hamlets below them.</summary>
    public static async Task<IReadOnlyList<Reservoir>> ReservoirsAsync(
        Database database,
        ReservoirRule rule,
        string county,
        DateOnly asOf,
        string? area,
        bool all,
        CancellationToken cancellationToken
    )
    {
        await using var command = CreateCommand(
            database,
            "Planning.reservoirs",
            county,
            asOf,
            area,
            rule.WithinMetres,
            "within"
        );
        command.Parameters.AddWithValue("dangerous", rule.Dangerous.ToArray());
        command.Parameters.AddWithValue("all", all);
        List<Reservoir> found = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            found.Add(
                new(
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Find<string>("danger_class"),
                    r.Get<bool>("dangerous"),
                    r.FindValue<double>("elevation_m"),
                    r.Get<double>("lon"),
                    r.Get<double>("lat"),
                    r.Get<long>("hamlets"),
                    r.Get<long>("households"),
                    r.Get<long>("population"),
                    r.Get<long>("hamlets_unknown"),
                    JsonSerializer.Deserialize<HamletBelow[]>(r.Get<string>("items"), JsonSerializerOptions.Web)!
                )
            );
        }

        return found;
    }

    /// <summary>How hamlets without power could have it, the cheapest a household first.</summary>
    public static async Task<IReadOnlyList<PowerOption>> PowerOptionsAsync(
        WayStore ways,
        string county,
        GapQuestion question,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var gaps = await GapQuery.RunAsync(ways, county, question, cancellationToken);
        await using var command = database.Source.CreateCommand(SqlFile.Text("Planning.nearest_transformers"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", question.AsOf);
        command.Parameters.AddWithValue("codes", gaps.Items.Select(g => g.Code).ToArray());
        Dictionary<string, (string Code, double Metres)> nearest = [];
        await using (var r = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await r.ReadAsync(cancellationToken))
                nearest[r.Get<string>("code")] = (r.Get<string>("transformer"), Math.Round(r.Get<double>("metres"), 1));
        }

        return
        [
            .. gaps
                .Items.Select(Option)
                .OrderBy(o => (Least(o) / Math.Max(1, o.Households ?? 1)) ?? decimal.MaxValue)
                .ThenBy(o => o.Code, StringComparer.Ordinal),
        ];

        PowerOption Option(Gap g)
        {
            var grid = standard.Costs?.Estimate(standard.Uses.Power, g.MetresToUpgrade, g.MetresToBuild);
            decimal? spot =
                standard.Costs?.Services.GetValueOrDefault(standard.Uses.Power)?.OffGridYuanPerHousehold is { } each
                && g.Households is { } households
                    ? (decimal)each * households
                    : null;
            (string Code, double Metres)? transformer = nearest.TryGetValue(g.Code, out var n) ? n : null;
            return new(
                g.Code,
                g.Name,
                g.VillageCode,
                g.Township,
                g.Households,
                g.Verdict.Code(),
                transformer?.Code,
                transformer?.Metres,
                g.MetresToBuild,
                g.MetresToUpgrade,
                grid,
                spot,
                grid is null || spot is null ? null
                    : grid <= spot ? "grid"
                    : "off_grid",
                g.Lon,
                g.Lat
            );
        }

        static decimal? Least(PowerOption o) =>
            o.GridYuan is { } grid && o.OffGridYuan is { } spot ? Math.Min(grid, spot) : null;
    }

    private static NpgsqlCommand CreateCommand(
        Database database,
        string query,
        string county,
        DateOnly asOf,
        string? area,
        double metres,
        string metresName = "reach"
    )
    {
        var command = database.Source.CreateCommand(SqlFile.Text(query));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.Add(
            new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)area ?? DBNull.Value }
        );
        command.Parameters.AddWithValue(metresName, metres);
        return command;
    }
}
