using System.Globalization;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>How well places fit roads or the county's outline, read as declared and as coordinates of a web
/// map.</summary>
/// <param name="System">EPSG:4490, GCJ-02 or BD-09: as what the places were read.</param>
/// <param name="Metres">The distances to the nearest road, or to the outline, in the order of the places.</param>
public sealed record OffsetFit(string System, IReadOnlyList<double> Metres)
{
    /// <summary>Fewer places prove nothing.</summary>
    public const int FewestPlaces = 5;

    // The offsets are 400 m and 1,000 m in this county: places that lie nearer as declared are no web map's.
    private const double LeastMetres = 100;

    // By how much the other reading must be nearer, and for how many of the places.
    private const double Nearer = 3;
    private const double MostPlaces = 0.8;

    /// <summary>Half of the places lie nearer.</summary>
    public double Median => Metres.Order().ElementAt(Metres.Count / 2);

    /// <summary>The place as it would be if its numbers, taken as degrees, were of each system.</summary>
    /// <param name="place">Longitude and latitude as they were understood.</param>
    /// <param name="declared">The system that was declared.</param>
    public static IReadOnlyList<(string System, Coordinate Place)> Readings(Coordinate place, string declared)
    {
        // What the declaration undid is put back: the numbers as they were drawn.
        var (lon, lat) = declared switch
        {
            "GCJ-02" => WebMapDatum.ToGcj02(place.X, place.Y),
            "BD-09" => WebMapDatum.ToBd09(place.X, place.Y),
            _ => (place.X, place.Y),
        };
        var (gcj, baidu) = (WebMapDatum.FromGcj02(lon, lat), WebMapDatum.FromBd09(lon, lat));
        return [("EPSG:4490", new(lon, lat)), ("GCJ-02", new(gcj.Lon, gcj.Lat)), ("BD-09", new(baidu.Lon, baidu.Lat))];
    }

    /// <summary>
    /// What is wrong where another reading fits far better than the declared one, with how both fit; null where the
    /// declared one may be right.
    /// </summary>
    /// <param name="fits">One of each reading, of the same places.</param>
    /// <param name="declared">The system that was declared.</param>
    /// <param name="isGeographic">Whether it is degrees: the other system can be declared instead.</param>
    /// <param name="reference">What the places were compared with.</param>
    public static Bilingual? Judge(
        IReadOnlyList<OffsetFit> fits,
        string declared,
        bool isGeographic,
        Bilingual reference
    )
    {
        if (fits.Count == 0)
            return null;
        var asDeclared = fits.FirstOrDefault(f => f.System == declared) ?? fits[0];
        if (asDeclared.Metres.Count < FewestPlaces || asDeclared.Median < LeastMetres)
            return null;
        var best = fits.MinBy(f => f.Median)!;
        var nearer = best.Metres.Zip(asDeclared.Metres).Count(p => p.First < p.Second);
        if (best.Median * Nearer > asDeclared.Median || nearer < MostPlaces * asDeclared.Metres.Count)
            return null;
        var all = string.Join(
            ", ",
            fits.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.System} {f.Median:#,0} m"))
        );
        var (zh, en) = isGeographic
            ? ($"请用 --crs {best.System}", $"use --crs {best.System}")
            : (
                "坐标在投影之前没有去掉偏移，请取得未加偏移的原始坐标",
                "the offset was not removed before the coordinates were projected: ask for the true coordinates"
            );
        return new(
            $"坐标像是 {best.System}，不是 {declared}："
                + $"{asDeclared.Metres.Count} 处到{reference.Zh}距离的中位数为 {all}。"
                + $"{zh}；确认无误时加 --confirm。",
            $"The coordinates look like {best.System}, not {declared}: the median distance of "
                + $"{asDeclared.Metres.Count} places to {reference.En} is {all}. Either {en}, or add --confirm if they are right."
        );
    }
}
