using System.Globalization;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>The parameters of a transverse Mercator (Gauss–Krüger, UTM) projection.</summary>
/// <param name="Meridian">Central meridian in degrees east.</param>
/// <param name="FalseEasting">Metres.</param>
/// <param name="FalseNorthing">Metres.</param>
/// <param name="Scale">On the central meridian.</param>
/// <param name="Latitude">Of the origin in degrees.</param>
internal readonly record struct TransverseZone(
    double Meridian,
    double FalseEasting,
    double FalseNorthing = 0,
    double Scale = 1,
    double Latitude = 0
)
{
    // Neighbouring zones of Gauss–Krüger overlap by so many degrees.
    private const double Overlap = 0.6;

    /// <summary>Its definition in well-known text on a geographic system.</summary>
    public string On(string geographic, string datum) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"PROJCS[\"{datum}_TM_{Meridian}E\",{geographic},PROJECTION[\"Transverse_Mercator\"],"
                + $"PARAMETER[\"latitude_of_origin\",{Latitude}],PARAMETER[\"central_meridian\",{Meridian}],"
                + $"PARAMETER[\"scale_factor\",{Scale}],PARAMETER[\"false_easting\",{FalseEasting}],"
                + $"PARAMETER[\"false_northing\",{FalseNorthing}],UNIT[\"metre\",1]]"
        );

    /// <summary>
    /// Where it may be used: the zone whose parameters these are; three degrees either side where they are of none.
    /// </summary>
    /// <param name="china">Whether the datum is one of China's.</param>
    /// <param name="isNarrow">Whether the name says a zone of three degrees.</param>
    public Envelope Area(bool china, bool isNarrow)
    {
        if (Scale.Equals(0.9996))
            return new(Meridian - 3, Meridian + 3, FalseNorthing > 0 ? -80 : 0, FalseNorthing > 0 ? 0 : 84);
        var prefix = Math.Floor(FalseEasting / 1_000_000);
        var half = isNarrow || prefix > 24 || !((Meridian + 3) % 6).Equals(0) ? 1.5 : 3;
        // A meridian of no zone is a town's own: it is used as far as the town reaches, and nobody knows how far.
        if (!(Meridian % 3).Equals(0))
            half = 3;
        var (south, north) = china ? (GeographicSystems.China.MinY, GeographicSystems.China.MaxY) : (-80, 84);
        return new(Meridian - half - Overlap, Meridian + half + Overlap, south, north);
    }
}
