using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Store;

/// <summary>What became of a file.</summary>
public sealed record IntakeResult
{
    /// <summary>Rows kept as a sample.</summary>
    public const int SampleRows = 5;

    /// <summary>Most repairs that are listed one by one; the others are only counted.</summary>
    public const int KeptRepairs = 100_000;

    /// <summary>The record of the import; null after a dry run and where nothing changed.</summary>
    public required long? ImportId { get; init; }

    /// <summary>Rows of the file.</summary>
    public required long RowsRead { get; init; }

    /// <summary>What the merge did.</summary>
    public required MergeCounts Counts { get; init; }

    /// <summary>Why rows were rejected, in the file's order; a row may have several reasons.</summary>
    public required IReadOnlyList<Rejection> Rejections { get; init; }

    /// <summary>How often rows were repaired, by kind of repair.</summary>
    public required IReadOnlyDictionary<RepairKind, long> Repairs { get; init; }

    /// <summary>The repairs one by one in the file's order, the first <see cref="KeptRepairs"/> of them.</summary>
    public required IReadOnlyList<Repair> RepairList { get; init; }

    /// <summary>County codes of the good rows.</summary>
    public required IReadOnlyList<string> Counties { get; init; }

    /// <summary>What looks wrong and was imported nevertheless.</summary>
    public required IReadOnlyList<Bilingual> Warnings { get; init; }

    /// <summary>The coordinate system in force.</summary>
    public required string Crs { get; init; }

    /// <summary>Who declared the coordinate system; null for a table without geometry.</summary>
    public required Bilingual? CrsReason { get; init; }

    /// <summary>The sheet, table or layer taken of the file; null where it has but one.</summary>
    public required string? Taken { get; init; }

    /// <summary>Whether coordinates could only be converted approximately.</summary>
    public required bool Approximate { get; init; }

    /// <summary>The encoding used, and why; null where the format leaves no choice.</summary>
    public required Bilingual? Encoding { get; init; }

    /// <summary>How the file's columns were understood.</summary>
    public required IReadOnlyList<ColumnMatch> Columns { get; init; }

    /// <summary>The first good rows, as they were understood.</summary>
    public required IReadOnlyList<FeatureRecord> Sample { get; init; }

    /// <summary>Every layer, sheet or table that could be taken of the file instead; empty where it has but one.</summary>
    public IReadOnlyList<string> SourceLayers { get; init; } = [];

    /// <summary>The words that the closed set of their column does not know, the most frequent first.</summary>
    public IReadOnlyList<UnknownWord> UnknownWords { get; init; } = [];

    /// <summary>Where the rows lie; null where that was not asked for.</summary>
    public PreviewPlaces? Preview { get; init; }

    /// <summary>Whether any row of the layer changed.</summary>
    public bool Changed => Counts.Inserted + Counts.Updated + Counts.Deleted > 0;

    /// <summary>Rows that were rejected.</summary>
    public long RowsRejected => Rejections.Select(r => r.Row).Distinct().LongCount();
}
