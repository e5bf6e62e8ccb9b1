using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>What to import and how to read it.</summary>
public sealed record ImportOptions
{
    /// <summary>The file or folder.</summary>
    public required string File { get; init; }

    /// <summary>The layer it goes to.</summary>
    public required LayerDescription Layer { get; init; }

    /// <summary>The coordinate system as the user declares it; null where the file declares one.</summary>
    public string? Crs { get; init; }

    /// <summary>The layer, sheet or shapefile to read of a file that holds several.</summary>
    public string? SourceLayer { get; init; }

    /// <summary>Where the county lies (longitude, latitude), when that is known: a wrong zone is found by it.</summary>
    public Envelope? Expected { get; init; }

    /// <summary>Character encoding; null: what the file says.</summary>
    public string? Encoding { get; init; }

    /// <summary>Target column by source column: <c>--map target=SOURCE</c>.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Fixed values: <c>--set target=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Approved parameters from an old datum (Beijing 54, Xi'an 80) to CGCS2000; null: such data is refused.
    /// </summary>
    public DatumShift? Datum { get; init; }

    /// <summary>How much of a file is borne.</summary>
    public ImportLimits Limits { get; init; } = new();
}

/// <summary>How much of a file is borne before it is refused: a file is bad until checked.</summary>
public sealed record ImportLimits
{
    /// <summary>Largest file in bytes.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>Largest sum of what a zip or workbook unpacks to, in bytes.</summary>
    public long MaxUnpackedBytes { get; init; } = 2L << 30;

    /// <summary>Most rows.</summary>
    public long MaxRows { get; init; } = 10_000_000;

    /// <summary>Most columns.</summary>
    public int MaxColumns { get; init; } = 2_000;

    /// <summary>Most reasons for rejection that are kept; a file with more is refused whole.</summary>
    public int MaxRejections { get; init; } = 100_000;

    /// <summary>Longest time of the whole import.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(60);
}

/// <summary>One row as a file has it. Rows of one shape share one header, the same instance.</summary>
/// <param name="Row">Its number: 1 is the first data row; in a workbook the sheet's own number.</param>
/// <param name="Header">The columns' names.</param>
/// <param name="Values">A value, or null, for each name of the header.</param>
/// <param name="Geometry">In the file's coordinates; null where the row has none.</param>
/// <param name="GeometryFault">Why the geometry cannot be read.</param>
public sealed record RawRow(
    long Row,
    string[] Header,
    object?[] Values,
    Geometry? Geometry,
    Bilingual? GeometryFault = null
)
{
    /// <summary>A row that brings a header of its own.</summary>
    public static RawRow Of(
        long row,
        IReadOnlyDictionary<string, object?> fields,
        Geometry? geometry,
        Bilingual? geometryFault = null
    ) => new(row, [.. fields.Keys], [.. fields.Values], geometry, geometryFault);
}

/// <summary>Why a row was not taken.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Field">The layer's column; null where the reason concerns the whole row.</param>
/// <param name="Value">The file's value.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record Rejection(long Row, string? Field, string? Value, Bilingual Reason)
{
    /// <summary>Row, field and reason in one line.</summary>
    public Bilingual Describe() =>
        new(
            $"第 {Row} 行{(Field is null ? "" : $"，{Field}")}：{Reason.Zh}",
            $"row {Row}{(Field is null ? "" : $", {Field}")}: {Reason.En}"
        );
}

/// <summary>One row after checking: a record, or the reasons against it.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Record">The record; null when the row is rejected.</param>
/// <param name="Rejections">Why it is rejected; empty otherwise.</param>
/// <param name="Repair">What was mended in its geometry.</param>
/// <param name="CodeMade">Whether its code was made from its place.</param>
public sealed record ImportedRow(
    long Row,
    FeatureRecord? Record,
    IReadOnlyList<Rejection> Rejections,
    GeometryRepair Repair = GeometryRepair.None,
    bool CodeMade = false
);

/// <summary>An opened file.</summary>
/// <param name="Rows">Its rows; nothing is read until they are asked for.</param>
/// <param name="DeclaredCrs">The coordinate system the file declares itself.</param>
/// <param name="Encoding">The encoding taken, and why.</param>
/// <param name="Position">The share of the file that is read, 0 to 1; null where the format does not tell.</param>
/// <param name="ClockwiseShells">Whether the format wants outer rings clockwise (shapefile); the others want them
/// counter-clockwise.</param>
public sealed record SourceFile(
    IEnumerable<RawRow> Rows,
    string? DeclaredCrs,
    string? Encoding,
    Func<double>? Position = null,
    bool ClockwiseShells = false
);

/// <summary>How far an import has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="BytesRead">Bytes of the file read; null where the format does not tell.</param>
/// <param name="BytesTotal">The file's size.</param>
public sealed record ImportProgress(ImportPhase Phase, long Rows, long? BytesRead, long BytesTotal);

/// <summary>The steps of an import.</summary>
public enum ImportPhase
{
    /// <summary>Rows are read, checked and staged.</summary>
    Reading,

    /// <summary>The staged rows are compared with each other and with what is there.</summary>
    Checking,

    /// <summary>The good rows are merged into the layer.</summary>
    Merging,
}

/// <summary>How one source column was understood.</summary>
/// <param name="Source">The file's header.</param>
/// <param name="Target">The layer's column; null: not used.</param>
/// <param name="Factor">What its numbers are multiplied with, where the header names another unit.</param>
public sealed record ColumnMatch(string Source, string? Target, double? Factor);

/// <summary>The whole file is refused; nothing was changed. The text names the file and what to do.</summary>
/// <param name="file">The file, as it was named to the importer.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="cause">The exception behind it.</param>
public sealed class ImportException(string file, Bilingual reason, Exception? cause = null)
    : UserFaultException(reason.Prefix($"{file}: "), cause)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong, without the file's name.</summary>
    public Bilingual Reason { get; } = reason;
}
