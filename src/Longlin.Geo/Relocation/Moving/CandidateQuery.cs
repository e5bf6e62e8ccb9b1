using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
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
        Database database,
        Standard standard,
        string county,
        DateOnly asOf,
        string? area,
        CancellationToken cancellationToken
    )
    {
        var (rules, costs) = (standard.Relocating!, standard.Costs!);
        string[] services =
        [
            .. rules
                .Candidates.Serving.Services.Concat(rules.Candidates.Harsh.WaterServices)
                .Append(rules.Candidates.Transport.Service)
                .Distinct(),
        ];
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
                r.GetString(0),
                Text(1),
                Text(2),
                Text(3),
                Text(4),
                Text(5),
                Int(6),
                Int(7),
                Int(8),
                r.GetBoolean(9),
                r.IsDBNull(10) ? null : r.GetBoolean(10),
                Number(11),
                Number(12),
                Text(13),
                Number(14),
                Number(15),
                r.IsDBNull(16) ? [] : r.GetFieldValue<string[]>(16),
                r.GetBoolean(17),
                r.GetBoolean(18),
                statuses.GetValueOrDefault(r.GetString(0)) ?? []
            );
            all.Add(FiveTests.Judge(facts, rules, costs));
        }

        return all;

        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
        int? Int(int i) => r.IsDBNull(i) ? null : r.GetInt32(i);
        double? Number(int i) => r.IsDBNull(i) ? null : r.GetDouble(i);
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
            if (!statuses.TryGetValue(r.GetString(0), out var one))
                statuses[r.GetString(0)] = one = [];
            one[r.GetString(1)] = new((Verdict)r.GetInt16(2), r.GetString(3), Metres(4), Metres(5));
        }

        return statuses;

        double? Metres(int i) => r.IsDBNull(i) || float.IsNaN(r.GetFloat(i)) ? null : Math.Round(r.GetFloat(i), 1);
    }
}
