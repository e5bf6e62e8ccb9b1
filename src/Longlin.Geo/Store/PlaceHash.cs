using System.Numerics;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Store;

/// <summary>
/// A hash of where a geometry lies, to about a metre: equal for geometries whose points are equal on that grid, so that
/// few are left to compare.
/// </summary>
internal static class PlaceHash
{
    private const double CellsPerDegree = 100_000;

    /// <summary>The hash of a geometry in degrees.</summary>
    public static long Of(Geometry geometry)
    {
        if (geometry is Point { IsEmpty: false } point)
            return (long)Mix(Mix(0, point.X), point.Y);
        Mixing mixing = new();
        geometry.Apply(mixing);
        return (long)mixing.Hash;
    }

    // An odd number near 2^64 over the golden ratio spreads neighbouring cells over all bits (Knuth, The Art of
    // Computer Programming 6.4).
    private static ulong Mix(ulong hash, double degrees) =>
        BitOperations.RotateLeft(
            (hash ^ (ulong)(long)Math.Round(degrees * CellsPerDegree)) * 0x9E37_79B9_7F4A_7C15,
            29
        );

    private sealed class Mixing : ICoordinateSequenceFilter
    {
        public ulong Hash { get; private set; }

        public bool Done => false;

        public bool GeometryChanged => false;

        public void Filter(CoordinateSequence seq, int i) => Hash = Mix(Mix(Hash, seq.GetX(i)), seq.GetY(i));
    }
}
