using Longlin.Geo.Model;

namespace Longlin.Geo.Store;

/// <summary>The database has a schema that this program cannot bring to its own version.</summary>
/// <param name="text">What is wrong and what to do.</param>
public sealed class DatabaseVersionException(Bilingual text) : UserFaultException(text);

/// <summary>What a database needs before its migrations run.</summary>
internal enum SchemaStep
{
    /// <summary>Nothing: it is empty, or the migrations that it lacks come after those that it has.</summary>
    None,

    /// <summary>It has the last version before the baseline: its tables are recorded as the baseline's.</summary>
    Adopt,
}

/// <summary>Decides, before anything is touched, what a database is by the list of its migrations.</summary>
internal static class SchemaVersion
{
    /// <summary>What the names of all migrations begin with.</summary>
    public const string Prefix = "Longlin.Geo.Store.Migrations.";

    /// <summary>The part of the baseline that an adopted database already has; the other parts run on it.</summary>
    public const string Tables = Prefix + "0001_baseline_1_tables.sql";

    // The migrations that the baseline replaces.
    private static readonly string[] Replaced =
    [
        .. (
            (string[])
                [
                    "0001_custody",
                    "0002_coverage",
                    "0003_users",
                    "0004_outbox_boxes",
                    "0005_evidence",
                    "0006_outbox_places",
                    "0007_terrain",
                    "0008_far_shapes",
                    "0009_terrain_undo",
                    "0010_generated_columns",
                ]
        ).Select(n => $"{Prefix}{n}.sql"),
    ];

    /// <summary>What to do first.</summary>
    /// <param name="hasTables">Whether the schema holds tables other than the list of migrations.</param>
    /// <param name="applied">The names in that list, in any order; empty where there is none.</param>
    /// <param name="known">The migrations of this program, in their order.</param>
    /// <exception cref="DatabaseVersionException">The database is older, newer or unknown.</exception>
    public static SchemaStep Decide(bool hasTables, IReadOnlyCollection<string> applied, IReadOnlyList<string> known)
    {
        HashSet<string> names = [.. applied];
        if (names.Count == 0)
            return hasTables ? throw Unknown() : SchemaStep.None;
        if (names.SetEquals(Replaced))
            return SchemaStep.Adopt;
        if (names.SetEquals(known.Take(names.Count)))
            return SchemaStep.None;
        if (names.SetEquals(Replaced.Take(names.Count)))
            throw Older(names.Count);
        if (names.IsProperSupersetOf(known) || names.IsProperSupersetOf(Replaced))
            throw Newer();
        throw Unknown();
    }

    private static DatabaseVersionException Older(int version) =>
        new(
            new(
                $"数据库结构是第 {version} 版，早于本程序能接管的第 {Replaced.Length} 版。"
                    + "请先用基线之前的最后一个版本打开一次，或重新导入数据。没有任何改动。",
                $"The database has schema version {version}; this program can take over version {Replaced.Length}. "
                    + "Open it once with the last release before the baseline, or import the data again. "
                    + "Nothing was changed."
            )
        );

    private static DatabaseVersionException Newer() =>
        new(
            new(
                "数据库已由更新的程序版本升级。请更新本程序。没有任何改动。",
                "The database was migrated by a newer version of this program. Update this program. "
                    + "Nothing was changed."
            )
        );

    private static DatabaseVersionException Unknown() =>
        new(
            new(
                "数据库中的 longlin 模式不是本程序建立的，无法识别。请改用其他数据库。没有任何改动。",
                "The schema longlin in this database is unknown to this program. Use another database. "
                    + "Nothing was changed."
            )
        );
}
