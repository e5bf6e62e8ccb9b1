using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Moving;

/// <summary>
/// Writes vacated hamlets and their red lines in the formats that bureaus have; each says when the data is synthetic.
/// </summary>
public static class RedLineFormats
{
    private static readonly string[] Columns =
    [
        "code",
        "name",
        "villageCode",
        "village",
        "township",
        "vacatedOn",
        "because",
        "drawn",
        "redLines",
        "areaM2",
        "areaMu",
        "reclaimedM2",
        "reclaimedMu",
        "reforestedM2",
        "landHectares",
        "forbidden",
        "asOf",
        "note",
    ];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names => FeatureTable.Names;

    /// <summary>
    /// Writes a document. In GeoJSON a hamlet whose line is not drawn has no geometry: nothing that is only proposed
    /// passes for a red line.
    /// </summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        RedLineDocument document,
        string? language,
        CancellationToken cancellationToken
    ) =>
        format == "xlsx"
            ? DocumentTable.Of(document).WriteAsync(target, format, language, cancellationToken)
            : new FeatureTable(
                [("asOf", document.AsOf), ("synthetic", document.Synthetic)],
                Columns,
                [.. document.Items.Select(i => Row(document, i))],
                [.. document.Items.Select(i => i.Shape)]
            ).WriteAsync(target, format, document, cancellationToken);

    private static object?[] Row(RedLineDocument d, RedLineItem i) =>
        [
            i.Code,
            i.Name,
            i.VillageCode,
            i.Village,
            i.Township,
            i.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            i.Because,
            i.Drawn,
            string.Join(' ', i.RedLines),
            i.AreaM2,
            i.AreaMu,
            i.ReclaimedM2,
            i.ReclaimedMu,
            i.ReforestedM2,
            i.Land is null
                ? null
                : string.Join(' ', i.Land.Select(l => FormattableString.Invariant($"{l.Kind}:{l.AreaHectares}"))),
            i.Forbidden is null ? null : string.Join(' ', i.Forbidden.Select(f => f.Code)),
            d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            d.Synthetic ? CountyState.SyntheticNote.Zh : null,
        ];
}
