namespace Longlin.Geo.Tiles;

/// <summary>
/// The order of tiles in a PMTiles archive: by zoom, and along a Hilbert curve within it (PMTiles 3, section 4).
/// </summary>
public static class HilbertId
{
    /// <summary>The number of a tile.</summary>
    public static ulong Of(int z, int x, int y)
    {
        ulong id = ((1UL << (2 * z)) - 1) / 3;
        for (var s = z - 1; s >= 0; s--)
        {
            var (rx, ry) = ((x >> s) & 1, (y >> s) & 1);
            id += (ulong)((3 * rx) ^ ry) << (2 * s);
            (x, y) = Turn(1 << s, x & ((1 << s) - 1), y & ((1 << s) - 1), rx, ry);
        }

        return id;
    }

    /// <summary>The tile of a number.</summary>
    public static (int Z, int X, int Y) To(ulong id)
    {
        var z = 0;
        for (ulong first = 0; ; z++)
        {
            var count = 1UL << (2 * z);
            if (id < first + count)
            {
                id -= first;
                break;
            }

            first += count;
        }

        var (x, y) = (0, 0);
        for (var s = 0; s < z; s++)
        {
            var rx = (int)(id >> 1 & 1);
            var ry = (int)((id ^ (ulong)rx) & 1);
            (x, y) = Turn(1 << s, x, y, rx, ry);
            x += rx << s;
            y += ry << s;
            id >>= 2;
        }

        return (z, x, y);
    }

    private static (int X, int Y) Turn(int side, int x, int y, int rx, int ry) =>
        ry != 0 ? (x, y)
        : rx == 0 ? (y, x)
        : (side - 1 - y, side - 1 - x);
}
