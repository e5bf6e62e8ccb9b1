using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import;

/// <summary>The grade of a line that carries heights.</summary>
public static class LineGrade
{
    /// <summary>Slopes are taken over stretches of at least so many metres: shorter ones show the survey's
    /// errors.</summary>
    public const double StretchMetres = 100;

    /// <summary>
    /// The steepest slope between two vertices that are at least a hundred metres apart along the line, or between its
    /// ends where it is shorter, in per cent.
    /// </summary>
    /// <param name="line">Longitude, latitude and height in metres.</param>
    /// <returns>Null where a vertex has no height, or all heights are zero, which is what programs write that know
    /// none.</returns>
    public static double? Percent(Geometry line)
    {
        double? steepest = null;
        var isZero = true;
        for (var part = 0; part < line.NumGeometries; part++)
        {
            if (line.GetGeometryN(part) is not LineString { NumPoints: >= 2 } piece)
                return null;
            var points = piece.Coordinates;
            if (Array.Exists(points, p => !double.IsFinite(p.Z)))
                return null;
            isZero &= Array.TrueForAll(points, p => p.Z == 0);
            var along = new double[points.Length];
            for (var i = 1; i < points.Length; i++)
                along[i] =
                    along[i - 1] + Geodesy.DistanceMetres(points[i - 1].X, points[i - 1].Y, points[i].X, points[i].Y);
            var least = Math.Min(StretchMetres, along[^1]);
            for (int start = 0, end = 1; start < points.Length; start++)
            {
                while (end < points.Length && along[end] - along[start] < least)
                    end++;
                if (end == points.Length)
                    break;
                var slope = 100 * Math.Abs(points[end].Z - points[start].Z) / (along[end] - along[start]);
                if (along[end] > along[start] && !(slope <= steepest))
                    steepest = slope;
            }
        }

        return isZero ? null : steepest;
    }
}
