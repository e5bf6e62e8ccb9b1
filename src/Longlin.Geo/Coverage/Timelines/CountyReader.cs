using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>Reads one county's rows for coverage, all within the caller's snapshot.</summary>
public static class CountyReader
{
    /// <summary>Reads a county in a snapshot of its own.</summary>
    public static async Task<CountyData> ReadAsync(
        Database database,
        Standard standard,
        string county,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancellationToken
        );
        return await ReadAsync(
            connection,
            database.Catalog,
            standard,
            county,
            CountyClock.Today(time),
            cancellationToken
        );
    }

    /// <summary>Reads assets, closures, seats and places of a county.</summary>
    public static async Task<CountyData> ReadAsync(
        NpgsqlConnection connection,
        LayerCatalog catalog,
        Standard standard,
        string county,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand head = new(SqlFile.Text("Coverage.Timelines.head"), connection);
        head.Parameters.Add(new("zone", CountyClock.Zone.Id));
        DateOnly dataDate;
        DateOnly? setDate;
        string snapshot;
        await using (var reader = await head.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            dataDate = reader.FindValue<DateOnly>("data_date") ?? today;
            setDate = reader.FindValue<DateOnly>("set_date");
            snapshot = reader.Get<string>("snapshot");
        }

        Dictionary<string, IReadOnlyList<Asset>> assets = [];
        foreach (
            var layer in standard
                .Services.SelectMany(s => s.Layers)
                .Concat(standard.Checks.Select(c => c.Inside?.Layer).OfType<string>())
                .Distinct()
        )
            assets[layer] = await ReadAssetsAsync(
                connection,
                catalog[layer],
                ColumnsRead(standard, catalog[layer]),
                county,
                cancellationToken
            );
        var (seats, areas, border) = await ReadAreasAsync(
            connection,
            catalog["areas"],
            [.. standard.Checks.SelectMany(c => c.Recorded?.Titles.Keys ?? []).Distinct()],
            county,
            setDate,
            dataDate,
            cancellationToken
        );
        var bases = assets
            .GetValueOrDefault("facilities", [])
            .Where(f => f is { Kind: "industry_base", Geometry: not null })
            .Select(f => new SubjectPlace(
                "base",
                f.Id,
                f.Code,
                f.Geometry!.Centroid.X,
                f.Geometry.Centroid.Y,
                null,
                false,
                Lifetime.Days(f.Status, f.OpenedOn, f.ClosedOn, dataDate).Definite
            ));
        var works = await ReadWorksAsync(connection, county, dataDate, cancellationToken);
        return new CountyData(
            county,
            dataDate,
            snapshot,
            assets,
            await ReadClosuresAsync(connection, county, cancellationToken),
            works
                .Where(w => w.DueOn > dataDate)
                .GroupBy(w => w.Asset)
                .ToDictionary(g => g.Key, g => g.Min(w => w.DueOn!.Value)),
            seats,
            [
                .. await ReadHamletsAsync(
                    connection,
                    HamletColumns(standard),
                    county,
                    setDate,
                    dataDate,
                    cancellationToken
                ),
                .. areas,
                .. bases,
            ],
            await ReadSurveysAsync(connection, county, cancellationToken)
        )
        {
            Border = border,
            SuspectedBreaks = standard.SuspectedBreaks,
            Joints = await ReadJointsAsync(connection, county, cancellationToken),
            Works = works,
        };
    }

    private static string[] ColumnsRead(Standard standard, LayerDescription layer)
    {
        var links = standard
            .Services.Where(s => s.Layer == layer.Name)
            .SelectMany(s => (string?[])[s.SourceLinkColumn, s.Dated?.Column, s.Dated?.From, s.Dated?.Before]);
        var conditions = standard
            .Services.Where(s => s.Layer == layer.Name)
            .Select(s => s.Links)
            .Concat(
                standard
                    .Services.SelectMany(s =>
                        s.Servers.Append(s.Sources).OfType<DeviceRule>().Where(d => (d.Layer ?? s.Layer) == layer.Name)
                    )
                    .Select(d => d.When)
            )
            .Concat(standard.Checks.Where(c => c.Inside?.Layer == layer.Name).Select(c => c.Inside!.When));
        var known = (
            (string[])
                [
                    "kind",
                    "class",
                    "reach_m",
                    "village_code",
                    "surface_width_m",
                    "roadbed_width_m",
                    "grade_pct",
                    "min_radius_m",
                    "bridge_state",
                ]
        ).Where(c => layer.Column(c) is not null);
        return
        [
            .. links
                .OfType<string>()
                .Concat(conditions.OfType<Condition>().SelectMany(c => c.Columns))
                .Concat(known)
                .Distinct(),
        ];
    }

    private static string[] HamletColumns(Standard standard) =>
        [
            .. standard
                .Checks.SelectMany(c => c.Indicators?.Columns ?? [])
                .Concat(standard.Services.Select(s => s.Declared?.Column).OfType<string>())
                .Append("households")
                .Distinct(),
        ];

    private static async Task<List<Asset>> ReadAssetsAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        string[] columns,
        string county,
        CancellationToken cancellationToken
    )
    {
        // Column names come from the standard, checked against the catalogue when it was read. In one order always, so
        // that a computation can be compared with the one before.
        await using NpgsqlCommand command = new(
            $"select id, code, name, status, opened_on, closed_on, geom{string.Concat(columns.Select(c => $", \"{c}\""))} "
                + $"from longlin.{layer.Name} where county_code = $1 order by id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        List<Asset> assets = [];
        var dates = Array.ConvertAll(columns, c => layer.Column(c)!.Type == ColumnType.Date);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ordinals = Array.ConvertAll(columns, reader.GetOrdinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            assets.Add(
                new Asset(
                    reader.Get<long>("id"),
                    reader.Get<string>("code"),
                    reader.Get<string>("status"),
                    reader.FindValue<DateOnly>("opened_on"),
                    reader.FindValue<DateOnly>("closed_on"),
                    reader.Find<Geometry>("geom"),
                    new AttributeRow(columns, Values(reader, ordinals, dates))
                )
                {
                    Name = reader.Find<string>("name"),
                }
            );
        }

        return assets;
    }

    private static object?[] Values(NpgsqlDataReader reader, int[] ordinals, bool[] dates)
    {
        var values = new object?[ordinals.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] =
                reader.IsDBNull(ordinals[i]) ? null
                : dates[i] ? reader.GetFieldValue<DateOnly>(ordinals[i])
                : reader.GetValue(ordinals[i]);
        return values;
    }

    private static async Task<Dictionary<(string, string), DateSet>> ReadClosuresAsync(
        NpgsqlConnection connection,
        string county,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select layer, asset_code, closed_from, closed_to from longlin.closures "
                + "where county_code = $1 and status <> 'planned' "
                + "and layer is not null and asset_code is not null and closed_from is not null",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        Dictionary<(string, string), DateSet> closures = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.Get<string>("layer"), reader.Get<string>("asset_code"));
            closures[key] = closures
                .GetValueOrDefault(key, DateSet.Empty)
                .Union(
                    Lifetime.Valid(reader.FindValue<DateOnly>("closed_from"), reader.FindValue<DateOnly>("closed_to"))
                );
        }

        return closures;
    }

    private static async Task<List<Joint>> ReadJointsAsync(
        NpgsqlConnection connection,
        string county,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select id, code, layer, code_a, end_a, code_b, decision, opened_on, closed_on, decided_by, reason "
                + "from longlin.joints where county_code = $1 and status in ('open', 'closed') and layer is not null "
                + "and code_a is not null and end_a is not null and code_b is not null and decision is not null "
                + "order by id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        List<Joint> joints = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            joints.Add(
                new(
                    reader.Get<long>("id"),
                    reader.Get<string>("code"),
                    reader.Get<string>("layer"),
                    reader.Get<string>("code_a"),
                    reader.Get<string>("end_a"),
                    reader.Get<string>("code_b"),
                    reader.Get<string>("decision") == "confirmed",
                    Lifetime.Valid(reader.FindValue<DateOnly>("opened_on"), reader.FindValue<DateOnly>("closed_on")),
                    reader.Find<string>("decided_by"),
                    reader.Find<string>("reason")
                )
            );
        return joints;
    }

    private static async Task<List<AssetWork>> ReadWorksAsync(
        NpgsqlConnection connection,
        string county,
        DateOnly dataDate,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select asset, starts_on, due_on, progress_pct::float8 as progress_pct, "
                + "longlin.work_state(status, starts_on, due_on, finished_on, progress_pct::float8, $2) "
                + "in ('late', 'overdue') as late "
                + "from longlin.works, unnest(assets) as asset "
                + "where county_code = $1 and status in ('planned', 'building') order by asset, id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        command.Parameters.Add(new() { Value = dataDate });
        List<AssetWork> works = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            works.Add(
                new(
                    reader.Get<string>("asset"),
                    reader.FindValue<DateOnly>("starts_on"),
                    reader.FindValue<DateOnly>("due_on"),
                    reader.FindValue<double>("progress_pct"),
                    reader.Get<bool>("late")
                )
            );
        return works;
    }

    private static async Task<(List<Seat> Seats, List<SubjectPlace> Areas, Geometry? Border)> ReadAreasAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        string[] columns,
        string county,
        DateOnly? setDate,
        DateOnly dataDate,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select a.id, code, level, seat_lon, seat_lat, opened_on, closed_on, geom, name, "
                + $"{RecordedOn}{string.Concat(columns.Select(c => $", \"{c}\""))} "
                + "from longlin.areas a left join longlin.imports i on i.id = a.import_id "
                + "where county_code = $1 and level is not null order by a.id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        AddRecordedOn(command, setDate, dataDate);
        var dates = Array.ConvertAll(columns, c => layer.Column(c)!.Type == ColumnType.Date);
        List<Seat> seats = [];
        List<SubjectPlace> areas = [];
        Geometry? border = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ordinals = Array.ConvertAll(columns, reader.GetOrdinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (id, code, level) = (reader.Get<long>("id"), reader.Get<string>("code"), reader.Get<string>("level"));
            var seated = reader.Has("seat_lon") && reader.Has("seat_lat");
            var (lon, lat) = seated
                ? (reader.Get<double>("seat_lon"), reader.Get<double>("seat_lat"))
                : (double.NaN, double.NaN);
            var exists = Lifetime.Valid(
                reader.FindValue<DateOnly>("opened_on"),
                reader.FindValue<DateOnly>("closed_on")
            );
            if (level == "county")
                border = reader.Find<Geometry>("geom")?.Boundary;
            if (seated)
                seats.Add(new Seat(id, level, lon, lat, exists));
            if (level is "village" or "township")
                areas.Add(
                    new SubjectPlace(
                        level,
                        id,
                        code,
                        lon,
                        lat,
                        null,
                        false,
                        exists,
                        Attributes: new AttributeRow(columns, Values(reader, ordinals, dates)),
                        Outline: reader.Find<Geometry>("geom")
                    )
                    {
                        Name = reader.Find<string>("name"),
                        RecordedOn = reader.Get<DateOnly>("recorded_on").DayNumber,
                    }
                );
        }

        return (seats, areas, border);
    }

    private const string RecordedOn =
        "coalesce(attributes_on, $2, (i.started_at at time zone $4)::date, $3) as recorded_on";

    private static void AddRecordedOn(NpgsqlCommand command, DateOnly? setDate, DateOnly dataDate)
    {
        command.Parameters.Add(new NpgsqlParameter<DateOnly?> { TypedValue = setDate });
        command.Parameters.Add(new() { Value = dataDate });
        command.Parameters.Add(new() { Value = CountyClock.Zone.Id });
    }

    private static async Task<List<SubjectPlace>> ReadHamletsAsync(
        NpgsqlConnection connection,
        string[] columns,
        string county,
        DateOnly? setDate,
        DateOnly dataDate,
        CancellationToken cancellationToken
    )
    {
        // Without a day of their own attributes were recorded on the data date of their import.
        await using NpgsqlCommand command = new(
            "select h.id, h.code, h.status, geom, coalesce(dispersed, false) as dispersed, opened_on, closed_on, "
                + $"in_village, {RecordedOn}{string.Concat(columns.Select(c => $", \"{c}\""))} "
                + "from longlin.hamlets h left join longlin.imports i on i.id = h.import_id "
                + "where county_code = $1 and geom is not null order by h.id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        AddRecordedOn(command, setDate, dataDate);
        List<SubjectPlace> hamlets = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ordinals = Array.ConvertAll(columns, reader.GetOrdinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var geometry = reader.Get<Geometry>("geom");
            var point = geometry as Point ?? geometry.InteriorPoint;
            Dictionary<string, object?> attributes = new(columns.Length);
            for (var i = 0; i < columns.Length; i++)
                attributes[columns[i]] = reader.IsDBNull(ordinals[i]) ? null : reader.GetValue(ordinals[i]);
            var (status, opened, closed) = (
                reader.Get<string>("status"),
                reader.FindValue<DateOnly>("opened_on"),
                reader.FindValue<DateOnly>("closed_on")
            );
            hamlets.Add(
                new SubjectPlace(
                    "hamlet",
                    reader.Get<long>("id"),
                    reader.Get<string>("code"),
                    point.X,
                    point.Y,
                    geometry is Point ? null : geometry,
                    reader.Get<bool>("dispersed"),
                    Lifetime.Standing(status, opened, closed),
                    attributes,
                    reader.Find<string>("in_village")
                )
                {
                    RecordedOn = reader.Get<DateOnly>("recorded_on").DayNumber,
                    VacatedOn =
                        closed is { } day && status is "open" or "closed" ? day.DayNumber
                        : status == "closed" ? int.MinValue
                        : null,
                }
            );
        }

        return hamlets;
    }

    private static async Task<Dictionary<(string, string), IReadOnlyList<Survey>>> ReadSurveysAsync(
        NpgsqlConnection connection,
        string county,
        CancellationToken cancellationToken
    )
    {
        // A survey without a day is ignored: its first day is unknown. On one day the stronger evidence comes last.
        await using NpgsqlCommand command = new(
            "select hamlet_code, service, observed_on, verdict, evidence from longlin.surveys "
                + "where county_code = $1 and status in ('open', 'closed') and hamlet_code is not null "
                + "and service is not null and observed_on is not null "
                + "and verdict is not null and evidence is not null "
                + "order by observed_on, case evidence when 'declared' then 0 when 'inspection' then 1 else 2 end, id",
            connection
        );
        command.Parameters.Add(new() { Value = county });
        Dictionary<(string, string), IReadOnlyList<Survey>> surveys = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.Get<string>("hamlet_code"), reader.Get<string>("service"));
            if (!surveys.TryGetValue(key, out var found))
                surveys[key] = found = new List<Survey>();
            ((List<Survey>)found).Add(
                new(
                    reader.Get<DateOnly>("observed_on").DayNumber,
                    Words.Parse<Verdict>(reader.Get<string>("verdict")),
                    Words.Parse<EvidenceKind>(reader.Get<string>("evidence"))
                )
            );
        }

        return surveys;
    }
}
