using System.Text;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

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
    Bilingual? Encoding,
    Func<double>? Position = null,
    bool ClockwiseShells = false
)
{
    /// <summary>Where the coordinate system is declared.</summary>
    public Bilingual? CrsReason { get; init; }

    /// <summary>The sheet, table or layer that is read of the file.</summary>
    public string? Taken { get; init; }

    /// <summary>Every layer, sheet or table that could be read of the file instead; empty where it has but one.</summary>
    public IReadOnlyList<string> SourceLayers { get; init; } = [];

    /// <summary>The encoding of the headers, where the format cuts them after some bytes; null: any.</summary>
    public Encoding? HeaderEncoding { get; init; }

    /// <summary>Why no row can have a place, such as a table without columns for it; null where rows may.</summary>
    public Bilingual? NoPlace { get; init; }

    /// <summary>The columns that say where a row lies; null where the format keeps its geometry apart.</summary>
    internal PlaceColumns? PlaceColumns { get; init; }

    /// <summary>Whether the table has a column for the longitude of a seat.</summary>
    public bool SaysSeat { get; init; }

    /// <summary>What the reader noticed about the file as a whole. It may grow while the rows are read.</summary>
    public IReadOnlyList<Bilingual> Notes { get; init; } = [];

    /// <summary>What the reader left out or changed, to be asked for after the last row.</summary>
    public Func<IReadOnlyList<Bilingual>>? Skipped { get; init; }
}
