using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Formats;

/// <summary>One piece of a road between two places where something joins, ends or stands in the way.</summary>
/// <param name="Line">Longitude and latitude.</param>
/// <param name="Passage">Whether vehicles may pass; a piece that is closed is left out.</param>
internal readonly record struct OsmPiece(Coordinate[] Line, OsmPassage Passage);

/// <summary>Cuts a way: where nodes are missing, where ways join, and at barriers.</summary>
internal static class OsmPieces
{
    // So much of a road on either side of a barrier is what the barrier closes: more than what is joined as one place.
    private const double BarrierMetres = 2;

    /// <summary>The stretches of a way whose nodes are there, each of two nodes or more that do not repeat.</summary>
    public static (List<int[]> Runs, bool IsCut) Runs(long[] members, OsmNodes nodes)
    {
        List<int[]> runs = [];
        List<int> run = [];
        var isCut = false;
        foreach (var at in Array.ConvertAll(members, nodes.Find))
        {
            if (at < 0)
            {
                isCut = true;
                End();
            }
            else if (run.Count == 0 || run[^1] != at)
            {
                run.Add(at);
            }
        }

        End();
        return (runs, isCut);

        void End()
        {
            if (run.Count > 1)
                runs.Add([.. run]);
            run.Clear();
        }
    }

    /// <summary>The pieces of a road, in its order, without those that are closed.</summary>
    public static (List<OsmPiece> Pieces, bool IsCut) Of(long[] members, OsmNodes nodes)
    {
        var (runs, isCut) = Runs(members, nodes);
        List<OsmPiece> pieces = [];
        foreach (var run in runs)
        {
            var start = 0;
            for (var i = 1; i < run.Length; i++)
            {
                if (i < run.Length - 1 && !nodes.IsShared(run[i]) && Barrier(run[i]) == OsmPassage.Open)
                    continue;
                Add(Array.ConvertAll(run[start..(i + 1)], nodes.At), Barrier(run[start]), Barrier(run[i]));
                start = i;
            }
        }

        return (pieces, isCut);

        OsmPassage Barrier(int at) => nodes.Barrier(at) is { } tags ? OsmPassages.Barrier(tags) : OsmPassage.Open;

        void Add(Coordinate[] line, OsmPassage first, OsmPassage last)
        {
            if (first != OsmPassage.Open)
            {
                var (near, rest) = Split(line);
                if (first == OsmPassage.Unknown)
                    pieces.Add(new(near, OsmPassage.Unknown));
                line = rest;
            }

            if (last == OsmPassage.Open)
            {
                pieces.Add(new(line, OsmPassage.Open));
                return;
            }

            var (tail, middle) = Split([.. line.Reverse()]);
            pieces.Add(new([.. middle.Reverse()], OsmPassage.Open));
            if (last == OsmPassage.Unknown)
                pieces.Add(new([.. tail.Reverse()], OsmPassage.Unknown));
        }
    }

    // The first metres of a line, at most a third of its first segment, and the rest.
    private static (Coordinate[] Near, Coordinate[] Others) Split(Coordinate[] line)
    {
        var metres = Geodesy.DistanceMetres(line[0].X, line[0].Y, line[1].X, line[1].Y);
        var share = metres > 0 ? Math.Min(BarrierMetres / metres, 1.0 / 3) : 1.0 / 3;
        Coordinate cut = new(line[0].X + share * (line[1].X - line[0].X), line[0].Y + share * (line[1].Y - line[0].Y));
        return ([line[0], cut], [cut, .. line[1..]]);
    }
}
