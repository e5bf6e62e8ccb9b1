using System.Diagnostics;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>Counts which share of each layer's features the tiles leave out at each zoom.</summary>
public sealed class TileShares(Database database, TileStatement statement) : IDisposable
{
    // Every class of every layer is drawn from this zoom on.
    private const int WholeZoom = 13;
    private const int CountedTiles = 4_000;
    private const int MadeAtOnce = 64;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly Dictionary<
        string,
        (long At, IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>> Shares)
    > _kept = [];
    private readonly SemaphoreSlim _counting = new(1);

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    /// <summary>
    /// The share of each layer's features that the tiles of these layers leave out at each zoom: by class, by the
    /// largest number of features of a tile, or by its budget of bytes. Counted against the first zoom at which nothing
    /// is left out by class; an answer is kept for a minute.
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="bounds">West, south, east, north of their features, degrees of EPSG:4490; null without
    /// features.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Shares above 0 by layer and zoom; null where the layers cover too many tiles to count.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>>?> LeftOutAsync(
        IReadOnlyList<string> layers,
        double[]? bounds,
        CancellationToken cancellationToken
    )
    {
        if (bounds is null)
            return layers.ToDictionary(l => l, _ => (IReadOnlyDictionary<int, double>)new Dictionary<int, double>());
        var (left, top) = WebMercatorQuad.TileOf(bounds[0], bounds[3], WholeZoom);
        var (right, bottom) = WebMercatorQuad.TileOf(bounds[2], bounds[1], WholeZoom);
        if ((long)(right - left + 1) * (bottom - top + 1) > CountedTiles)
            return null;
        var name = string.Join(',', layers);
        // Counting makes every tile once: one request at a time, the others wait and use its answer.
        await _counting.WaitAsync(cancellationToken);
        try
        {
            if (_kept.TryGetValue(name, out var known) && Stopwatch.GetElapsedTime(known.At) < KeptFor)
                return known.Shares;
            var start = Stopwatch.GetTimestamp();
            var answer = await CountLeftOutAsync(layers, (left, top, right, bottom), cancellationToken);
            if (_kept.Count > 100)
                _kept.Clear();
            _kept[name] = (start, answer);
            return answer;
        }
        finally
        {
            _counting.Release();
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>>> CountLeftOutAsync(
        IReadOnlyList<string> layers,
        (int Left, int Top, int Right, int Bottom) span,
        CancellationToken cancellationToken
    )
    {
        var (left, top, right, bottom) = span;
        Dictionary<string, long> whole = [];
        Dictionary<string, Dictionary<int, double>> shares = layers.ToDictionary(
            l => l,
            _ => new Dictionary<int, double>()
        );
        for (var z = WholeZoom; z >= 0; z--)
        {
            var up = WholeZoom - z;
            (int X, int Y)[] tiles =
            [
                .. from x in Enumerable.Range(left >> up, (right >> up) - (left >> up) + 1)
                from y in Enumerable.Range(top >> up, (bottom >> up) - (top >> up) + 1)
                select (x, y),
            ];
            var thin = await ThinAsync(layers, z, tiles, cancellationToken);
            foreach (var layer in layers)
            {
                await using var command = Many(statement.CountOf(layer), z, tiles, thin);
                var held = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
                if (z == WholeZoom)
                    whole[layer] = Math.Max(
                        held,
                        thin.Any(t => t > 0) ? await CountWholeAsync(layer, z, tiles, cancellationToken) : 0
                    );
                if (held < whole[layer])
                    shares[layer][z] = Math.Round(1 - (double)held / whole[layer], 4);
            }
        }

        return shares.ToDictionary(s => s.Key, s => (IReadOnlyDictionary<int, double>)s.Value);
    }

    private async Task<long> CountWholeAsync(
        string layer,
        int z,
        (int X, int Y)[] tiles,
        CancellationToken cancellationToken
    )
    {
        await using var command = Many(statement.CountOf(layer), z, tiles, new int[tiles.Length]);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // The step of thinning that each tile needs to keep its budget.
    private async Task<int[]> ThinAsync(
        IReadOnlyList<string> layers,
        int z,
        (int X, int Y)[] tiles,
        CancellationToken cancellationToken
    )
    {
        var thin = new int[tiles.Length];
        foreach (var some in Enumerable.Range(0, tiles.Length).Chunk(MadeAtOnce))
        {
            for (var open = some; open.Length > 0; )
            {
                List<int> beyond = [];
                await using var command = Many(
                    statement.ForMany(layers, sizes: true),
                    z,
                    Array.ConvertAll(open, i => tiles[i]),
                    Array.ConvertAll(open, i => thin[i])
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                foreach (var i in open)
                {
                    await reader.ReadAsync(cancellationToken);
                    var bytes = reader.GetInt32(0);
                    if (bytes <= TileStatement.Budget || thin[i] == TileStatement.Thinnest)
                        continue;
                    thin[i] = TileStatement.Thinner(thin[i], bytes);
                    beyond.Add(i);
                }

                open = [.. beyond];
            }
        }

        return thin;
    }

    private NpgsqlCommand Many(string sql, int z, (int X, int Y)[] tiles, int[] thin)
    {
        var command = database.Source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = z });
        foreach (
            var values in (ReadOnlySpan<int[]>)
                [Array.ConvertAll(tiles, t => t.X), Array.ConvertAll(tiles, t => t.Y), thin]
        )
            command.Parameters.Add(new() { Value = values });
        return command;
    }
}
