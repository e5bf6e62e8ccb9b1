using System.Globalization;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>Compares the staged rows with each other and with what is there.</summary>
internal sealed class StagingChecks(NpgsqlConnection connection, LayerDescription layer)
{
    // Above these the comparison by index turns into one by hash, and lines are not searched for breaks.
    private const long FewRows = 20_000;
    private const int Named = 10;

    // Columns that decide what a row is good for: without them it counts for nothing, or as unknown.
    private static readonly string[] Deciding = ["kind", "surface", "service", "verdict", "evidence", "observed_on"];

    private string Table => $"longlin.{layer.Name}";

    private bool HasGeometry => layer.Geometry != GeometryKind.None;

    /// <summary>Tells the planner what is staged; the first of the checks.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        // Only what the checks join by: the statistics of every column would take half a second.
        await using NpgsqlCommand analyze = new(
            $"analyze staging (county_code, code{(layer.Column("village_code") is null ? "" : ", village_code")})",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Rows whose code an earlier row of the file has. Codes that were made from a place are numbered instead.
    /// </summary>
    /// <param name="repeats">Receives what was numbered where repeated codes are; null: they are rejected.</param>
    /// <param name="cancellationToken">Stops the statements.</param>
    public async Task<List<Rejection>> DuplicateCodesAsync(Action<Repair>? repeats, CancellationToken cancellationToken)
    {
        await using (
            NpgsqlCommand any = new(
                "select exists (select from staging group by hashtextextended(code, hashtext(county_code)) "
                    + "having count(*) > 1)",
                connection
            )
            {
                CommandTimeout = 0,
            }
        )
        {
            if (await any.ExecuteScalarAsync(cancellationToken) is false)
                return [];
        }

        await using (
            NpgsqlCommand number = new(SqlFile.Text("Store.number_made_codes"), connection) { CommandTimeout = 0 }
        )
            await number.ExecuteNonQueryAsync(cancellationToken);
        if (repeats is not null)
            await NumberRepeatsAsync(repeats, cancellationToken);
        List<Rejection> rejections = [];
        await using NpgsqlCommand duplicates = new(SqlFile.Text("Store.duplicate_codes"), connection)
        {
            CommandTimeout = 0,
        };
        await using var reader = await duplicates.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rejections.Add(
                new(
                    reader.Get<long>("row_number"),
                    "code",
                    reader.Get<string>("code"),
                    new(
                        $"编码 \"{reader.Get<string>("code")}\" 与第 {reader.Get<long>("first_row")} 行重复；若是同一条路的各段，可用 --number-repeats 依次编号",
                        $"code \"{reader.Get<string>("code")}\" is a duplicate of row {reader.Get<long>("first_row")}; sections of one road "
                            + "can be numbered with --number-repeats"
                    )
                )
            );
        return rejections;
    }

    private async Task NumberRepeatsAsync(Action<Repair> repeats, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Store.number_repeated_codes"), connection)
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            repeats(
                new(
                    reader.Get<long>("row"),
                    RepairKind.NumberedCode,
                    "code",
                    reader.Get<string>("before"),
                    reader.Get<string>("after"),
                    new("重复的编码依次编号", "repeated codes are numbered")
                )
            );
    }

    /// <summary>
    /// Rows that lie outside the township their writer may write, and rows whose feature lies outside it already.
    /// </summary>
    /// <exception cref="ImportException">The township is not known.</exception>
    public async Task<List<Rejection>> OutsideTownshipAsync(
        string file,
        string township,
        CancellationToken cancellationToken
    )
    {
        await using (
            NpgsqlCommand known = new(
                "select exists (select from longlin.areas where level = 'township' and code = $1)",
                connection
            )
        )
        {
            known.Parameters.Add(new() { Value = township });
            if (await known.ExecuteScalarAsync(cancellationToken) is false)
                throw new ImportException(
                    file,
                    new(
                        $"乡镇 {township} 不在 areas 中，不能核对范围。",
                        $"Township {township} is not in areas: the scope of this user cannot be checked."
                    )
                );
        }

        var code = Inside("s");
        var there = Inside("t");
        await using NpgsqlCommand command = new(
            $"""
            select s.row_number, s.code from staging s where not coalesce({code}, false)
            union
            select s.row_number, s.code from staging s
              join {Table} t on t.county_code = s.county_code and t.code = s.code
              where not coalesce({there}, false)
            order by 1
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new() { Value = township });
        List<Rejection> rejections = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rejections.Add(
                new(
                    reader.Get<long>("row_number"),
                    "code",
                    reader.Get<string>("code"),
                    new(
                        $"不在乡镇 {township} 范围内，本用户只能写该乡镇",
                        $"lies outside township {township}, the only one this user may write"
                    )
                )
            );
        return rejections;
    }

    /// <summary>
    /// New works inside a red line: nothing is built where a hamlet was left, but what restores the land.
    /// </summary>
    /// <param name="restoringKinds">Kinds of works that are not new works.</param>
    public async Task<List<Rejection>> InsideRedLineAsync(string[] restoringKinds, CancellationToken cancellationToken)
    {
        List<Rejection> rejections = [];
        if (layer.Name != "works")
            return rejections;
        await using NpgsqlCommand command = new(SqlFile.Text("Store.works_inside_red_lines"), connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new("restoringKinds", restoringKinds));
        command.Parameters.Add(new("zone", CountyClock.Zone.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rejections.Add(
                new(
                    reader.Get<long>("row_number"),
                    "geometry",
                    reader.Get<string>("code"),
                    new(
                        $"位于搬出地红线 {reader.Get<string>("red_line")} 内，不得新建工程",
                        $"lies inside red line {reader.Get<string>("red_line")}, where no new works are allowed"
                    )
                )
            );
        return rejections;
    }

    /// <summary>What looks wrong and is not refused, from the staged rows before the merge.</summary>
    public async Task<List<Bilingual>> WarningsAsync(long staged, CancellationToken cancellationToken)
    {
        List<Bilingual> warnings = [];
        if (layer.Column("village_code") is not null)
        {
            // Villages are few: they are looked up once each.
            await AddAsync(
                new("所属行政村不在 areas 中", "the village is not in areas"),
                """
                with unknown as materialized (
                  select v.county_code, v.village_code, v.rows
                    from (select county_code, village_code, count(*) as rows from staging
                    where village_code is not null group by 1, 2) v
                  where not exists (select from longlin.areas a where a.county_code = v.county_code
                    and a.code = v.village_code)
                )
                select s.code as some, (select sum(rows) from unknown)::bigint as rows from staging s
                  join unknown using (county_code, village_code)
                """
            );
            if (HasGeometry)
                await AddAsync(
                    new("位置不在所属行政村范围内", "the location is outside its village"),
                    """
                    select s.code as some, count(*) over () as rows from staging s
                      join longlin.areas a on a.county_code = s.county_code and a.code = s.village_code
                    where a.geom is not null and not st_intersects(a.geom, s.geom)
                    """
                );
        }

        foreach (var column in layer.Columns.Where(c => Deciding.Contains(c.Name) && !c.Required))
            await AddAsync(
                new(
                    $"没有{column.Title.Zh}（{column.Name}），不能参与评价",
                    $"without {column.Name}, so they decide nothing"
                ),
                $"select s.code as some, count(*) over () as rows from staging s where s.{column.Sql} is null"
            );
        if (!HasGeometry)
            return warnings;
        const string place = "st_asewkb(st_snaptogrid({0}.geom, 0.00001))"; // about a metre
        var (mine, other) = (
            string.Format(CultureInfo.InvariantCulture, place, "s"),
            string.Format(CultureInfo.InvariantCulture, place, "t")
        );
        // The hash of the place finds the few rows that are worth comparing.
        await AddAsync(
            new("与文件内另一行位置相同", "same location as another row of the file"),
            $"""
            with alike as materialized (select place_hash from staging where place_hash is not null
              group by place_hash having count(*) > 1)
            select string_agg(s.code, '=' order by s.row_number) as some,
              sum(count(*) - 1) over ()::bigint as rows
            from staging s join alike using (place_hash) group by s.county_code, {mine} having count(*) > 1
            """
        );
        await AddAsync(
            new("与已有对象位置相同而编码不同", "same location as an existing feature with another code"),
            $"""
            select s.code || '=' || t.code as some, count(*) over () as rows from staging s
              join {Table} t on t.county_code = s.county_code and t.code <> s.code and {(
                staged <= FewRows ? $"t.geom && st_expand(s.geom, 0.00002) and {other} = {mine}" : $"{other} = {mine}"
            )}
            where exists (select from {Table})
            """
        );
        return warnings;

        async Task AddAsync(Bilingual what, string sql)
        {
            if (await SomeAsync(sql, cancellationToken) is { } found)
                warnings.Add(
                    new($"{found.Count} 行：{what.Zh}（{found.Some}）", $"{found.Count} rows: {what.En} ({found.Some})")
                );
        }
    }

    /// <summary>
    /// Ends of the merged lines that join nothing though another line lies near: suspected breaks, never bridged.
    /// </summary>
    public async Task<Bilingual?> SuspectedBreaksAsync(
        long staged,
        BreakTolerance tolerance,
        CancellationToken cancellationToken
    )
    {
        if (!HasGeometry || staged == 0)
            return null;
        if (staged > FewRows)
            return new(
                $"超过 {FewRows} 条线，未查疑似断头",
                $"more than {FewRows} lines: suspected breaks were not checked"
            );
        await using NpgsqlCommand command = new(
            SqlFile.Text("Store.suspected_breaks").Replace("longlin.roads", Table, StringComparison.Ordinal),
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new("joined", tolerance.JoinMetres));
        command.Parameters.Add(new("suspected", tolerance.SuspectedMetres));
        List<string> some = [];
        long count = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (; await reader.ReadAsync(cancellationToken); count++)
        {
            if (some.Count < Named)
                some.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{reader.Get<string>("code")}–{reader.Get<string>("other")} {reader.Get<double>("metres"):0.0} m"
                    )
                );
        }

        return count == 0
            ? null
            : new(
                $"{count} 处疑似断头（未自动连接）：{string.Join("、", some)}{(count > Named ? " …" : "")}",
                $"{count} suspected breaks, not " + $"bridged: {string.Join(", ", some)}{(count > Named ? " …" : "")}"
            );
    }

    // Whether a row lies in the township $1: by its place, where there is an outline, else by its codes.
    private string Inside(string row)
    {
        List<string> codes = [$"{row}.code like $1 || '%'"];
        codes.AddRange(
            ((ReadOnlySpan<string>)["township_code", "village_code", "hamlet_code"])
                .ToArray()
                .Where(c => layer.Column(c) is not null)
                .Select(c => $"{row}.{c} like $1 || '%'")
        );
        var byCode = string.Join(" or ", codes.Select(c => $"coalesce({c}, false)"));
        return HasGeometry
            ? $"(select case when a.geom is null or {row}.geom is null then {byCode} else st_intersects(a.geom, "
                + $"{row}.geom) end from longlin.areas a where a.level = 'township' and a.code = $1 limit 1)"
            : $"({byCode})";
    }

    private async Task<(long Count, string Some)?> SomeAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new($"{sql} limit {Named}", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        long count = 0;
        List<string> some = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            some.Add(reader.Get<string>("some"));
            count = reader.Get<long>("rows");
        }

        return count == 0 ? null : (count, string.Join(", ", some) + (count > some.Count ? " …" : ""));
    }
}
