using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

/// <summary>Has PROJ convert the coordinates of rows, many rows at once, before they are checked.</summary>
internal static class ProjConversion
{
    private const int MostRows = 512;
    private const int MostCoordinates = 50_000;

    /// <summary>The rows in their order, in degrees where the system needs PROJ.</summary>
    /// <exception cref="ImportException">PROJ does not know the system, or would only guess.</exception>
    public static IEnumerable<RawRow> Of(IEnumerable<RawRow> rows, SpatialReference crs, ImportOptions options) =>
        crs.Proj is null ? rows : Converted(rows, crs, options);

    private static IEnumerable<RawRow> Converted(IEnumerable<RawRow> rows, SpatialReference crs, ImportOptions options)
    {
        if (options.Proj is not { } proj)
            throw new ImportException(
                options.File,
                new(
                    $"坐标系 {crs.Name} 须由数据库中的 PROJ 转换。",
                    $"The coordinate system {crs.Name} is converted by PROJ in the database, which is not at hand."
                )
            );
        List<RawRow> batch = [];
        var coordinates = 0;
        foreach (var row in rows)
        {
            batch.Add(row);
            coordinates += row.Geometry?.NumPoints ?? 0;
            if (batch.Count < MostRows && coordinates < MostCoordinates)
                continue;
            Convert(batch, coordinates, proj, crs, options);
            foreach (var converted in batch)
                yield return converted;
            batch.Clear();
            coordinates = 0;
        }

        Convert(batch, coordinates, proj, crs, options);
        foreach (var converted in batch)
            yield return converted;
    }

    private static void Convert(
        List<RawRow> batch,
        int count,
        IProjConversion proj,
        SpatialReference crs,
        ImportOptions options
    )
    {
        if (count == 0)
            return;
        var (x, y) = (new double[count], new double[count]);
        Visit take = new(
            (seq, i, n) =>
            {
                // A place that no number can name stays what it is and is rejected with its row.
                var isFinite = double.IsFinite(seq.GetX(i)) && double.IsFinite(seq.GetY(i));
                (x[n], y[n]) = isFinite ? (seq.GetX(i), seq.GetY(i)) : (0, 0);
            }
        );
        foreach (var row in batch)
            row.Geometry?.Apply(take);
        var places =
            proj.Convert(crs, x, y)
            ?? throw new ImportException(
                options.File,
                new(
                    $"PROJ 不认识坐标系 {crs.Name}，请检查 --crs。",
                    $"PROJ does not know the coordinate system {crs.Name}: check --crs."
                )
            );
        if (crs.ProjBase is not null && places.Any(p => p.IsGuess && crs.Area.Contains(p.Lon, p.Lat)))
            throw new ImportException(
                options.File,
                new(
                    $"{crs.Name} 到 WGS 84 在此处没有公开的转换参数，或缺少格网文件；PROJ 只能猜测，拒绝导入。"
                        + "请先转换为 CGCS2000。",
                    $"For {crs.Name} there is no published transformation to WGS 84 here, or its grid is missing: PROJ could "
                        + "only guess. Have the data converted to CGCS2000 first."
                )
            );
        Visit put = new(
            (seq, i, n) =>
            {
                // What PROJ cannot convert keeps its numbers: as degrees they lie outside.
                if (double.IsNaN(places[n].Lon) || !double.IsFinite(seq.GetX(i)) || !double.IsFinite(seq.GetY(i)))
                    return;
                seq.SetX(i, places[n].Lon);
                seq.SetY(i, places[n].Lat);
            }
        );
        foreach (var row in batch)
        {
            row.Geometry?.Apply(put);
            row.Geometry?.GeometryChanged();
        }
    }

    // Visits the coordinates of many geometries and counts on from one to the next.
    private sealed class Visit(Action<CoordinateSequence, int, int> visit) : ICoordinateSequenceFilter
    {
        private int _n;

        public bool Done => false;

        public bool GeometryChanged => false;

        public void Filter(CoordinateSequence seq, int i) => visit(seq, i, _n++);
    }
}
