using Longlin.Geo.Crs;
using Longlin.Geo.Model;

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

    /// <summary>The county's outline, when it is known: it reveals a wrong zone.</summary>
    public CountyOutline? Expected { get; init; }

    /// <summary>The user says that what looks misplaced, or removes much, is meant: <c>--confirm</c>.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Converts coordinates of systems that only PROJ knows; null: those are refused.</summary>
    public IProjConversion? Proj { get; init; }

    /// <summary>Character encoding; null: what the file says.</summary>
    public string? Encoding { get; init; }

    /// <summary>Target column by source column: <c>--map target=SOURCE</c>.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Fixed values: <c>--set target=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>What words of the file mean: <c>--value field:SOURCE=target</c>.</summary>
    public WordMeanings Meanings { get; init; } = new();

    /// <summary>What columns may say that name a layer or a service.</summary>
    public ReferenceWords References { get; init; } = ReferenceWords.None;

    /// <summary>
    /// Approved parameters from an old datum (Beijing 54, Xi'an 80) to CGCS2000; null: such data is refused.
    /// </summary>
    public DatumShift? Datum { get; init; }

    /// <summary>Limits above which the file is rejected.</summary>
    public ImportLimits Limits { get; init; } = new();
}
