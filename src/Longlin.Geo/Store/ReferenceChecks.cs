using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>Staged rows that refer to something that is not there: taken, with a warning that names their
/// codes.</summary>
/// <param name="connection">Of the import's transaction.</param>
/// <param name="layer">The layer that is imported.</param>
/// <param name="layers">The layers that assets may stand in.</param>
internal sealed class ReferenceChecks(NpgsqlConnection connection, LayerDescription layer, IReadOnlyList<string> layers)
{
    private const int Named = 10;

    // Columns that hold the code of one feature of a layer.
    private static readonly (string Column, string Layer, Bilingual What)[] References =
    [
        ("hamlet_code", "hamlets", new("自然屯不在 hamlets 中", "the hamlet is not in hamlets")),
        ("site_code", "sites", new("安置点不在 sites 中", "the site is not in sites")),
        ("township_code", "areas", new("乡镇不在 areas 中", "the township is not in areas")),
    ];

    /// <summary>What refers to nothing.</summary>
    public async Task<List<Bilingual>> RunAsync(CancellationToken cancellationToken)
    {
        List<Bilingual> warnings = [];
        foreach (var (column, target, what) in References)
        {
            if (layer.Column(column) is null || !layers.Contains(target) || target == layer.Name)
                continue;
            await AddAsync(
                what,
                $"""
                select s.code || ' → ' || s.{column} as some, count(*) over () as rows from staging s
                where s.{column} is not null and not exists (select from longlin.{target} t
                  where t.county_code = s.county_code and t.code = s.{column})
                order by s.row_number
                """
            );
        }

        if (layer.Column("asset_code") is not null && layer.Column("layer") is not null)
        {
            foreach (var target in layers)
                await AddAsync(
                    new($"资产不在 {target} 中", $"the asset is not in {target}"),
                    $"""
                    select s.code || ' → ' || coalesce(s.asset_code, '–') as some, count(*) over () as rows from staging s
                    where s.layer = '{target}' and not exists (select from longlin.{target} t
                      where t.county_code = s.county_code and t.code = s.asset_code)
                    order by s.row_number
                    """
                );
        }

        if (layer.Column("assets") is { Type: ColumnType.Texts })
        {
            var known = string.Join(
                " union all ",
                layers
                    .Where(l => l != layer.Name)
                    .Select(l => $"select from longlin.{l} t where t.county_code = s.county_code and t.code = a.code")
            );
            await AddAsync(
                new("涉及的资产不在任何图层中", "an asset is in no layer"),
                $"""
                select s.code || ' → ' || a.code as some, count(*) over () as rows from staging s
                  cross join lateral unnest(s.assets) as a (code)
                where not exists ({known})
                order by s.row_number
                """
            );
        }

        return warnings;

        async Task AddAsync(Bilingual what, string sql)
        {
            await using NpgsqlCommand command = new($"{sql} limit {Named}", connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            List<string> some = [];
            for (long count = 0; await reader.ReadAsync(cancellationToken); )
            {
                some.Add(reader.Get<string>("some"));
                count = reader.Get<long>("rows");
                if (some.Count == Math.Min(count, Named))
                    warnings.Add(
                        new(
                            $"{count} 处：{what.Zh}（{string.Join("，", some)}{(count > Named ? " …" : "")}）",
                            $"{count} references: {what.En} ({string.Join(", ", some)}{(count > Named ? " …" : "")})"
                        )
                    );
            }
        }
    }
}
