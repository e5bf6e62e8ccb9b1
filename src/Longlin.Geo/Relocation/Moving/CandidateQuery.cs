using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// Every hamlet that exists on a day with its five tests: two statements, whatever the number of hamlets.
/// </summary>
internal static class CandidateQuery
{
    /// <summary>Reads the hamlets and applies the tests.</summary>
    /// <param name="area">Code of a county, township, village or hamlet, or null.</param>
    /// <returns>Ordered by code.</returns>
    public static async Task<IReadOnlyList<Candidate>> RunAsync(
        WayStore ways,
        string county,
        DateOnly asOf,
        string? area,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var (rules, costs) = (standard.Relocating!, standard.Costs!);
        string[] services =
        [
            .. rules
                .Candidates.Serving.Services.Concat(rules.Candidates.Harsh.WaterServices)
                .Append(rules.Candidates.Transport.Service)
                .Distinct(),
        ];
        await ways.EnsureAsync(county, services, asOf, cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancellationToken
        );
        var statuses = await ServiceStatusesAsync(connection, county, asOf, services, cancellationToken);
        await using NpgsqlCommand command = new(SqlFile.Text("Relocation.Moving.candidates"), connection);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.Add(
            new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)area ?? DBNull.Value }
        );
        command.Parameters.AddWithValue("harshKinds", rules.Candidates.Harsh.ZoneKinds.ToArray());
        command.Parameters.AddWithValue("fragileKinds", rules.Candidates.Fragile.ZoneKinds.ToArray());
        command.Parameters.AddWithValue("pointRadius", rules.Candidates.Fragile.PointRadiusMetres.Value);
        List<Candidate> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            HamletFacts facts = new(
                r.Get<string>("code"),
                r.Find<string>("name"),
                r.Find<string>("in_village"),
                r.Find<string>("village"),
                r.Find<string>("in_township"),
                r.Find<string>("township"),
                r.FindValue<int>("households"),
                r.FindValue<int>("population"),
                r.FindValue<int>("consenting_households"),
                r.Get<bool>("relocate"),
                r.FindValue<bool>("dispersed"),
                r.FindValue<double>("lon"),
                r.FindValue<double>("lat"),
                r.Find<string>("harsh_kind"),
                r.FindValue<double>("harsh_metres"),
                r.FindValue<double>("fragile_share"),
                r.Find<string[]>("fragile_kinds") ?? [],
                r.Get<bool>("harsh_known"),
                r.Get<bool>("fragile_known"),
                statuses.GetValueOrDefault(r.Get<string>("code")) ?? []
            );
            all.Add(FiveTests.Judge(facts, rules, costs));
        }

        return all;
    }

    private static async Task<Dictionary<string, Dictionary<string, ServiceStatus>>> ServiceStatusesAsync(
        NpgsqlConnection connection,
        string county,
        DateOnly asOf,
        string[] services,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Relocation.Moving.service_standings"), connection);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.AddWithValue("services", services);
        Dictionary<string, Dictionary<string, ServiceStatus>> statuses = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            if (!statuses.TryGetValue(r.Get<string>("code"), out var one))
                statuses[r.Get<string>("code")] = one = [];
            one[r.Get<string>("service")] = new(
                (Verdict)r.Get<short>("verdict"),
                r.Get<string>("reason"),
                Metres("upgrade_m"),
                Metres("build_m")
            );
        }

        return statuses;

        double? Metres(string column) =>
            r.FindValue<float>(column) is { } metres && !float.IsNaN(metres) ? Math.Round(metres, 1) : null;
    }
}
