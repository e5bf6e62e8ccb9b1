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
    string? Encoding,
    Func<double>? Position = null,
    bool ClockwiseShells = false
)
{
    /// <summary>What the reader left out or changed, to be asked for after the last row.</summary>
    public Func<IReadOnlyList<Bilingual>>? Notes { get; init; }
}
