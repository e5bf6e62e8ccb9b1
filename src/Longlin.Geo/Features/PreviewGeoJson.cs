using Longlin.Geo.Import;

namespace Longlin.Geo.Features;

/// <summary>Where the rows of a checked file lie, as a GeoJSON feature collection.</summary>
public static class PreviewGeoJson
{
    /// <summary>
    /// Writes it. The collection says how many rows the file has (<c>rows</c>), how many have no place
    /// (<c>placeless</c>), how many are shown (<c>shown</c>) and with fewer vertices than in the file
    /// (<c>simplified</c>), and the <c>bbox</c> of all of them; a feature has <c>row</c> and <c>rejected</c>.
    /// </summary>
    public static Task WriteAsync(Stream target, PreviewPlaces preview, CancellationToken cancellationToken)
    {
        var extent = preview.Extent;
        double[]? box = extent.IsNull ? null : [extent.MinX, extent.MinY, extent.MaxX, extent.MaxY];
        List<(string, object?)> members =
        [
            ("rows", preview.Rows),
            ("placeless", preview.Placeless),
            ("shown", preview.Places.Count),
            ("simplified", preview.Simplified),
        ];
        if (box is not null)
            members.Add(("bbox", box));
        return GeoJsonWriter.WriteAsync(
            target,
            members,
            preview.Places.ToAsyncEnumerable(),
            (json, place) =>
                GeoJsonWriter.WriteFeature(
                    json,
                    place.Geometry,
                    j =>
                    {
                        j.WriteStartObject();
                        j.WriteNumber("row", place.Row);
                        j.WriteBoolean("rejected", place.Rejected);
                        j.WriteEndObject();
                    }
                ),
            cancellationToken
        );
    }
}
