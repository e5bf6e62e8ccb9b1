using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Store;

/// <summary>What became of a file.</summary>
public sealed record IntakeResult
{
    /// <summary>Rows kept as a sample.</summary>
    public const int SampleRows = 5;

    /// <summary>The record of the import; null after a dry run and where nothing changed.</summary>
    public required long? ImportId { get; init; }

    /// <summary>Rows of the file.</summary>
    public required long RowsRead { get; init; }

    /// <summary>What the merge did.</summary>
    public required MergeCounts Counts { get; init; }

    /// <summary>Why rows were rejected, in the file's order; a row may have several reasons.</summary>
    public required IReadOnlyList<Rejection> Rejections { get; init; }

    /// <summary>Rows whose geometry was repaired, by kind of repair.</summary>
    public required IReadOnlyDictionary<GeometryRepair, long> Repairs { get; init; }

    /// <summary>County codes of the good rows.</summary>
    public required IReadOnlyList<string> Counties { get; init; }

    /// <summary>What looks wrong and was imported nevertheless.</summary>
    public required IReadOnlyList<Bilingual> Warnings { get; init; }

    /// <summary>The coordinate system in force.</summary>
    public required string Crs { get; init; }

    /// <summary>Whether coordinates could only be converted approximately.</summary>
    public required bool Approximate { get; init; }

    /// <summary>The encoding used, and why; null where the format leaves no choice.</summary>
    public required string? Encoding { get; init; }

    /// <summary>How the file's columns were understood.</summary>
    public required IReadOnlyList<ColumnMatch> Columns { get; init; }

    /// <summary>The first good rows, as they were understood.</summary>
    public required IReadOnlyList<FeatureRecord> Sample { get; init; }

    /// <summary>Whether any row of the layer changed.</summary>
    public bool Changed => Counts.Inserted + Counts.Updated + Counts.Deleted > 0;

    /// <summary>Rows that were rejected.</summary>
    public long RowsRejected => Rejections.Select(r => r.Row).Distinct().LongCount();
}
