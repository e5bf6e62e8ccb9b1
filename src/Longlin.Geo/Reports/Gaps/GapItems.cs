using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>
/// The gaps as a collection with properties to filter and to order by: the answer of <see cref="GapQuery"/>, or of the
/// network on its day, narrowed by one statement around it. Properties are those that
/// the items carry, under their published names; what an item costs is reckoned after the store has answered and is not
/// among them.
/// </summary>
public static partial class GapItems
{
    private const string Geometry = "geom";

    // The columns of gaps.sql in their order, and the types of a row that does not come from it.
    private static readonly (string Name, string Type)[] Row =
    [
        ("subject", "text"),
        ("id", "bigint"),
        ("code", "text"),
        ("name", "text"),
        ("village_code", "text"),
        ("township_code", "text"),
        ("township", "text"),
        ("village", "text"),
        ("households", "int"),
        ("population", "int"),
        ("poor_population", "int"),
        ("verdict", "int"),
        ("reason", "text"),
        ("near_road", "boolean"),
        ("distance_m", "real"),
        ("upgrade_m", "real"),
        ("build_m", "real"),
        ("blocking", "text[]"),
        ("lon", "float8"),
        ("lat", "float8"),
        ("evidence", "int"),
        ("conflict", "boolean"),
        ("rank", "int"),
        ("closed", "text[]"),
        ("reopens", "date[]"),
        ("existing_upgrade_m", "real"),
        ("existing_build_m", "real"),
        ("missing_households", "int"),
        ("vacated_on", "date"),
    ];

    // Values as they are published: words for numbers, decimetres.
    private static readonly (ColumnDescription Column, string Sql)[] Published =
    [
        (Of("subject", ColumnType.Text, "对象类别", "subject"), "g.subject"),
        (Of("code", ColumnType.Text, "编码", "code"), "g.code"),
        (Of("name", ColumnType.Text, "名称", "name"), "g.name"),
        (Of("villageCode", ColumnType.Text, "行政村编码", "village code"), "g.village_code"),
        (Of("village", ColumnType.Text, "行政村", "village"), "g.village"),
        (Of("townshipCode", ColumnType.Text, "乡镇编码", "township code"), "g.township_code"),
        (Of("township", ColumnType.Text, "乡镇", "township"), "g.township"),
        (Of("households", ColumnType.Integer, "户数", "households"), "g.households"),
        (Of("population", ColumnType.Integer, "人口", "population"), "g.population"),
        (Of("poorPopulation", ColumnType.Integer, "贫困人口", "poor population"), "g.poor_population"),
        (
            Of("verdict", ColumnType.Text, "结论", "verdict") with
            {
                Values = Allowed<Verdict>(),
            },
            CodeOf<Verdict>("g.verdict")
        ),
        (Of("reason", ColumnType.Text, "原因", "reason"), "g.reason"),
        (
            Of("evidence", ColumnType.Text, "依据", "evidence") with
            {
                Values = Allowed<EvidenceKind>(),
            },
            CodeOf<EvidenceKind>("g.evidence")
        ),
        (Of("nearRoad", ColumnType.Boolean, "直线距离内有路", "near a road in a straight line"), "g.near_road"),
        (
            Of("distanceM", ColumnType.Number, "距离", "distance") with
            {
                Unit = "m",
            },
            "round(g.distance_m::numeric, 1)::float8"
        ),
        (
            Of("metresToUpgrade", ColumnType.Number, "需改造长度", "metres to upgrade") with
            {
                Unit = "m",
            },
            "round(g.upgrade_m::numeric, 1)::float8"
        ),
        (
            Of("metresToBuild", ColumnType.Number, "需新建长度", "metres to build") with
            {
                Unit = "m",
            },
            "round(g.build_m::numeric, 1)::float8"
        ),
        (
            Of(
                "existingMetresToUpgrade",
                ColumnType.Number,
                "仅改造既有线路：改造长度",
                "metres to upgrade over existing links"
            ) with
            {
                Unit = "m",
            },
            "round(g.existing_upgrade_m::numeric, 1)::float8"
        ),
        (
            Of(
                "existingMetresToBuild",
                ColumnType.Number,
                "仅改造既有线路：接入长度",
                "metres to build up to existing links"
            ) with
            {
                Unit = "m",
            },
            "round(g.existing_build_m::numeric, 1)::float8"
        ),
        (
            Of(
                "missingHouseholds",
                ColumnType.Integer,
                "部分农户已通时的未通户数",
                "households without it where some have it"
            ),
            "g.missing_households"
        ),
        (Of("conflict", ColumnType.Boolean, "依据互相矛盾", "whether evidence disagrees"), "g.conflict"),
        (Of("lon", ColumnType.Number, "经度", "longitude") with { Unit = "°" }, "g.lon"),
        (Of("lat", ColumnType.Number, "纬度", "latitude") with { Unit = "°" }, "g.lat"),
    ];

    /// <summary>The properties that a filter, an order or a parameter may name.</summary>
    public static IReadOnlyList<ColumnDescription> Columns { get; } = [.. Published.Select(p => p.Column)];

    /// <summary>What else an item carries.</summary>
    public static IReadOnlyList<ColumnDescription> Others { get; } =
    [
        Of("blocking", ColumnType.Texts, "卡点编码", "codes of what blocks"),
        Of("closed", ColumnType.Texts, "封闭中的编码", "codes under a closure"),
        Of("vacatedOn", ColumnType.Date, "搬出日期", "vacated on"),
        Of("reopensOn", ColumnType.Texts, "重新开放日期", "days on which they reopen"),
        Of("costYuan", ColumnType.Money, "估算造价", "estimated cost") with
        {
            Unit = "CNY",
        },
        Of("existingCostYuan", ColumnType.Money, "仅改造既有线路的估算造价", "estimated cost over existing links") with
        {
            Unit = "CNY",
        },
    ];

    /// <summary>What a filter may name.</summary>
    public static IReadOnlyDictionary<string, CqlKind> Queryables { get; } =
        Columns
            .Select(c =>
                (
                    c.Name,
                    Kind: c.Type switch
                    {
                        ColumnType.Text => CqlKind.Text,
                        ColumnType.Boolean => CqlKind.Boolean,
                        _ => CqlKind.Number,
                    }
                )
            )
            .Append((Name: Geometry, Kind: CqlKind.Geometry))
            .ToDictionary(c => c.Name, c => c.Kind);

    /// <summary>Asks for a page.</summary>
    /// <param name="ways">The store and the ways of the day.</param>
    /// <param name="county">The county.</param>
    /// <param name="question">The service, the day and what narrows the gaps of the county.</param>
    /// <param name="links">What the network answered, where the store does not know the answer; null otherwise.</param>
    /// <param name="items">What is asked of them.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <exception cref="CqlException">The filter does not fit the properties.</exception>
    public static async Task<GapItemsPage> RunAsync(
        WayStore ways,
        string county,
        GapQuestion question,
        IReadOnlyList<Gap>? links,
        GapItemsQuestion items,
        CancellationToken cancellationToken
    )
    {
        // All of them: what is asked of them decides which make the page.
        var whole = question with
        {
            Limit = int.MaxValue - 1,
            After = null,
            Sort = "code",
        };
        if (links is null)
        {
            await ways.EnsureForecastAsync(county, question.Forecast, cancellationToken);
            await ways.EnsureAsync(county, [question.Service], question.AsOf, cancellationToken, question.Forecast);
        }

        await using var command = ways.Database.Source.CreateCommand();
        var p = command.Parameters;
        var source = links is null
            ? Gaps(p, county, whole, ways.Standard.BuildWeight(whole.Service))
            : Given(p, LinkQuery.SelectPage(links, whole).Items);
        SortKey[] keys =
        [
            .. items.Sort,
            .. items.Sort.Any(k => k.Column == "code") ? Array.Empty<SortKey>() : [new SortKey("code", false)],
        ];
        List<string> conditions = [.. items.Exactly.Select(e => $"f.\"{e.Key}\" = {Add(p, e.Value)}")];
        if (items.Filter is not null)
            conditions.Add(new CqlSql(Queryables, p, OgcCrs.Crs84).Condition(items.Filter));
        StringBuilder sql = new(
            $"with g as materialized ({source}),\nf as (select "
                + $"{string.Join(", ", Row.Select(r => $"g.{r.Name} as \"row_{r.Name}\""))}, "
                + $"{string.Join(", ", Published.Select(c => $"{c.Sql} as \"{c.Column.Name}\""))}, "
                + $"st_setsrid(st_makepoint(g.lon, g.lat), 4490) as {Geometry} from g where g.code is not null),\n"
        );
        sql.Append(
            $"m as materialized (select * from f where "
                + $"{(conditions.Count == 0 ? "true" : string.Join(" and ", conditions))})\n"
        );
        sql.Append(
            $"select (select count(*) from m) as matched, "
                + $"{string.Join(", ", keys.Select((k, i) => $"f.\"{k.Column}\"::text as key_{i}"))}, "
                + $"{string.Join(", ", Row.Select(r => $"f.\"row_{r.Name}\" as \"{r.Name}\""))}"
                + "\nfrom (select 1) one left join "
                + $"lateral (select * from m f"
        );
        var order = string.Join(
            ", ",
            keys.Select(k => $"f.\"{k.Column}\" {(k.Descending ? "desc" : "asc")} nulls last")
        );
        if (items.After is { } after)
            sql.Append($" where {Later(keys, after, p)}");
        sql.Append($" order by {order} limit {Add(p, items.Limit + 1)}) f on true\norder by {order}");
        command.CommandText = sql.ToString();
        List<Gap> gaps = [];
        ItemsCursor? last = null,
            next = null;
        var matched = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            matched = reader.Get<long>("matched");
            if (!reader.Has("subject"))
                break;
            if (gaps.Count == items.Limit)
            {
                next = last;
                break;
            }

            gaps.Add(GapQuery.Read(reader));
            last = new([.. keys.Select((_, i) => reader.Find<string>($"key_{i}"))], 0);
        }

        return new(matched, gaps, next);
    }

    // The question's own statement, its parameters by number as those around it.
    private static string Gaps(NpgsqlParameterCollection p, string county, GapQuestion question, double buildWeight)
    {
        using NpgsqlCommand named = new();
        GapQuery.Fill(named.Parameters, county, question, buildWeight);
        Dictionary<string, string> numbers = [];
        foreach (NpgsqlParameter parameter in named.Parameters)
        {
            var one = parameter.Clone();
            one.ParameterName = "";
            p.Add(one);
            numbers[parameter.ParameterName] = $"${p.Count}";
        }

        return "select g.* from (\n"
            + $"{Named().Replace(SqlFile.Text("Coverage.Gaps.gaps"), m => numbers[m.Groups[1].Value])}\n) g "
            + "(all_hamlets, all_households, all_population, all_poor, assessed, by_breaks, ways_known, "
            + $"{string.Join(", ", Row.Select(r => r.Name))})";
    }

    private static string Given(NpgsqlParameterCollection p, IReadOnlyList<Gap> links)
    {
        JsonArray rows =
        [
            .. links.Select(l => new JsonObject
            {
                ["subject"] = l.Subject,
                ["id"] = 0,
                ["code"] = l.Code,
                ["name"] = l.Name,
                ["village_code"] = l.VillageCode,
                ["township_code"] = l.TownshipCode,
                ["township"] = l.Township,
                ["village"] = l.Village,
                ["households"] = l.Households,
                ["population"] = l.Population,
                ["poor_population"] = l.PoorPopulation,
                ["verdict"] = (int)l.Verdict,
                ["reason"] = l.Reason.Code(),
                ["near_road"] = l.NearRoad,
                ["distance_m"] = l.DistanceM,
                ["upgrade_m"] = l.MetresToUpgrade,
                ["build_m"] = l.MetresToBuild,
                ["blocking"] = new JsonArray([.. l.Blocking.Select(c => (JsonNode)c)]),
                ["lon"] = l.Lon,
                ["lat"] = l.Lat,
                ["evidence"] = (int)l.EvidenceKind,
                ["conflict"] = l.Conflict,
                ["rank"] = l.Rank,
            }),
        ];
        return $"select g.* from jsonb_to_recordset({Add(p, rows.ToJsonString(), NpgsqlDbType.Jsonb)}) as g "
            + $"({string.Join(", ", Row.Select(r => $"{r.Name} {r.Type}"))})";
    }

    // What comes after a place in the order, keys without a value last; the code, which always has one, is among the
    // keys.
    private static string Later(SortKey[] keys, ItemsCursor after, NpgsqlParameterCollection p)
    {
        List<string> ways = [],
            alike = [];
        for (var i = 0; i < keys.Length; i++)
        {
            var column = $"f.\"{keys[i].Column}\"";
            var value = after.Keys[i] is { } text
                ? $"{Add(p, text)}::{LayerTables.SqlType(Columns.First(c => c.Name == keys[i].Column).Type)}"
                : null;
            if (value is not null)
            {
                var beyond = keys[i].Descending ? "<" : ">";
                ways.Add($"({string.Join(" and ", [.. alike, $"({column} {beyond} {value} or {column} is null)"])})");
            }

            alike.Add(value is null ? $"{column} is null" : $"{column} = {value}");
        }

        return ways.Count == 0 ? "false" : $"({string.Join(" or ", ways)})";
    }

    private static string Add(NpgsqlParameterCollection p, object value, NpgsqlDbType? type = null)
    {
        NpgsqlParameter parameter = new() { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        p.Add(parameter);
        return $"${p.Count}";
    }

    private static Dictionary<string, IReadOnlyList<string>> Allowed<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(v => v.Code(), _ => (IReadOnlyList<string>)[]);

    // The machine word of a number, in SQL.
    private static string CodeOf<T>(string column)
        where T : struct, Enum =>
        $"case {column} {string.Concat(Enum.GetValues<T>().Select(v => $"when {v:D} then '{v.Code()}' "))}end";

    private static ColumnDescription Of(string name, ColumnType type, string zh, string en) =>
        new()
        {
            Name = name,
            Type = type,
            Title = new(zh, en),
        };

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Named();
}
