using System.Collections.Frozen;
using System.Globalization;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>A code of the EPSG registry.</summary>
/// <param name="Code">The code.</param>
/// <param name="Base">The code of its geographic system; its own where it is one.</param>
/// <param name="Datum">What its datum means.</param>
/// <param name="Area">Its area of use in degrees.</param>
internal sealed record EpsgEntry(int Code, int Base, DatumKind Datum, Envelope Area);

/// <summary>
/// Every geographic (2D) and projected code of the EPSG registry: its datum and its area of use. The parameters stand
/// in PROJ, which cannot be asked for either through PostGIS 3.3.
/// </summary>
/// <remarks><c>epsg.csv</c> is made from the EPSG dataset v10.076 as PROJ 9.1 ships it: code, code of the geographic
/// system, datum, west, south, east, north. "equal" is a datum for which the dataset itself gives the null
/// transformation to WGS 84 with five metres or better.</remarks>
internal static class EpsgRegistry
{
    private static readonly Lazy<FrozenDictionary<int, EpsgEntry>> All = new(Load);

    /// <summary>The entry of a code; null where the registry has none.</summary>
    public static EpsgEntry? Find(int code) => All.Value.GetValueOrDefault(code);

    private static FrozenDictionary<int, EpsgEntry> Load()
    {
        using var stream =
            typeof(EpsgRegistry).Assembly.GetManifestResourceStream("Longlin.Geo.Crs.epsg.csv")
            ?? throw new InvalidOperationException("epsg.csv is not embedded.");
        using StreamReader reader = new(stream);
        List<EpsgEntry> entries = [];
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(',');
            var (west, south, east, north) = (Degrees(3), Degrees(4), Degrees(5), Degrees(6));
            // An area across the antimeridian is given from west to east: all longitudes are taken then.
            var area = west <= east ? new Envelope(west, east, south, north) : new Envelope(-180, 180, south, north);
            entries.Add(
                new(
                    int.Parse(parts[0], CultureInfo.InvariantCulture),
                    int.Parse(parts[1], CultureInfo.InvariantCulture),
                    Enum.Parse<DatumKind>(parts[2], ignoreCase: true),
                    area
                )
            );

            double Degrees(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
        }

        return entries.ToFrozenDictionary(e => e.Code);
    }
}
