using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

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
}

/// <summary>One row as a file has it: its number (1 is the first data row; in a workbook the sheet's own number), fields by header, geometry in the file's coordinates.</summary>
public sealed record RawRow(long Row, IReadOnlyDictionary<string, object?> Fields, Geometry? Geometry, string? GeometryFault = null);

/// <summary>Why a row was not taken.</summary>
public sealed record Rejection(long Row, string? Field, string? Value, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Field is null ? $"row {Row}: {Reason}" : $"row {Row}, {Field}: {Reason}";
}

/// <summary>One row after checking: a record, or the reasons against it.</summary>
public sealed record ImportedRow(long Row, FeatureRecord? Record, IReadOnlyList<Rejection> Rejections);

/// <summary>An opened file: its rows, the coordinate system and encoding that it declares itself.</summary>
public sealed record SourceFile(IEnumerable<RawRow> Rows, string? DeclaredCrs, string? Encoding);

/// <summary>The whole file is refused; nothing was changed. The message names the file and what to do.</summary>
public sealed class ImportException(string file, string message, Exception? cause = null) : Exception($"{file}: {message}", cause);
