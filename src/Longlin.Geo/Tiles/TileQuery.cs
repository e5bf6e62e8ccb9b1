using System.Diagnostics;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>How many tiles are made at once, and how long one may take.</summary>
/// <param name="Deadline">Of one tile; whole seconds.</param>
/// <param name="Patience">For so long a tile waits for its lane.</param>
/// <param name="Near">Near tiles at once.</param>
/// <param name="Far">Far tiles at once.</param>
public sealed record TileLimits(TimeSpan Deadline, TimeSpan Patience, int Near, int Far)
{
    /// <summary>Sane limits for this machine.</summary>
    public TileLimits()
        : this(
            TimeSpan.FromSeconds(20),
            TimeSpan.FromSeconds(8),
            Math.Max(8, 2 * Environment.ProcessorCount),
            Math.Max(3, Environment.ProcessorCount / 2)
        ) { }
}

/// <summary>More tiles are being made than the store should be asked for at once: come back later.</summary>
public sealed class TooBusyException() : Exception("Too many tiles are being made.");

/// <summary>
/// Makes tiles from the store as it is at this moment. Tiles from afar, which read much, have lanes of their own: the
/// near ones never stand behind them.
/// </summary>
public sealed class TileQuery(Database database, TileStatement statement, TileLimits? limits = null) : IDisposable
{
    // A tile above this zoom reads a good part of the county.
    private const int NearZoom = 10;

    // Every class of every layer shows at this zoom; so many tiles of it are counted at most.
    private const int WholeZoom = 13;
    private const int CountedTiles = 4_000;
    private static readonly TimeSpan SharesCount = TimeSpan.FromMinutes(1);
    private const int MadeAtOnce = 64;
    private readonly Dictionary<
        string,
        (long At, IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>> Shares)
    > _leftOut = [];
    private readonly SemaphoreSlim _counting = new(1);
    private readonly TileLimits _limits = limits ?? new();
    private readonly SemaphoreSlim _near = new((limits ?? new()).Near);
    private readonly LayerExtents _extents = new(database, TimeProvider.System);
    private readonly SemaphoreSlim _far = new((limits ?? new()).Far);

    /// <summary>The layers that have tiles.</summary>
    public IReadOnlyCollection<string> Layers => statement.Layers;

    /// <summary>How tiles are made.</summary>
    public TileStatement Statement => statement;

    /// <summary>What is wrong with an address, or null.</summary>
    public ParameterFault? Fault(IReadOnlyList<string> layers, int z, int x, int y)
    {
        if (layers.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new("layers", new($"图层 {twice.Key} 重复", $"layer {twice.Key} stands there twice"));
        if (layers.FirstOrDefault(l => !statement.Layers.Contains(l)) is { } unknown)
            return new(
                "layers",
                new(
                    $"没有图层 {unknown}，可用：{string.Join(", ", statement.Layers)}",
                    $"there is no layer {unknown}; use: {string.Join(", ", statement.Layers)}"
                ),
                NotFound: true
            );
        if (z is < 0 or > TileStatement.MaxZoom)
            return new(
                "z",
                new($"缩放级别应为 0 到 {TileStatement.MaxZoom}", $"zoom should be 0 to {TileStatement.MaxZoom}")
            );
        if (x < 0 || x >= 1L << z)
            return new(
                "x",
                new($"第 {z} 级的列应为 0 到 {(1L << z) - 1}", $"column should be 0 to {(1L << z) - 1} at zoom {z}")
            );
        return y < 0 || y >= 1L << z
            ? new(
                "y",
                new($"第 {z} 级的行应为 0 到 {(1L << z) - 1}", $"row should be 0 to {(1L << z) - 1} at zoom {z}")
            )
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _counting.Dispose();
    }

    /// <summary>One tile of these layers; no bytes where nothing lies.</summary>
    /// <exception cref="TooBusyException">No lane came free in time.</exception>
    public async Task<byte[]> RunAsync(
        IReadOnlyList<string> layers,
        int z,
        int x,
        int y,
        CancellationToken cancellationToken
    )
    {
        var lane = z < NearZoom ? _far : _near;
        if (!await lane.WaitAsync(_limits.Patience, cancellationToken))
            throw new TooBusyException();
        try
        {
            try
            {
                return await MakeAsync(layers, z, x, y, cancellationToken);
            }
            catch (NpgsqlException e)
                when (e
                        is { InnerException: IOException or System.Net.Sockets.SocketException }
                            or PostgresException
                            {
                                SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                            }
                )
            {
                // A connection of the pool may have died unnoticed: the next one is asked once.
                return await MakeAsync(layers, z, x, y, cancellationToken);
            }
        }
        finally
        {
            lane.Release();
        }
    }

    private async Task<byte[]> MakeAsync(
        IReadOnlyList<string> layers,
        int z,
        int x,
        int y,
        CancellationToken cancellationToken
    )
    {
        var start = Stopwatch.GetTimestamp();
        for (var thin = 0; ; )
        {
            // The deadline is the tile's, however often it is made.
            var left = _limits.Deadline - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                throw new NpgsqlException("The tile took too long.", new TimeoutException());
            await using var command = database.Source.CreateCommand(statement.For(layers));
            command.CommandTimeout = (int)Math.Ceiling(left.TotalSeconds);
            foreach (var value in (ReadOnlySpan<int>)[z, x, y, thin])
                command.Parameters.Add(new() { Value = value });
            var tile = (byte[])(await command.ExecuteScalarAsync(cancellationToken))!;
            if (tile.Length <= TileStatement.Budget || thin == TileStatement.Thinnest)
                return tile;
            thin = TileStatement.Thinner(thin, tile.Length);
        }
    }

    /// <summary>The attributes that a layer's features carry in the tile, as its statement says.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="services">Names of the services; each is one attribute since_… of the hamlets.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public async Task<IReadOnlyList<string>> FieldsAsync(
        string layer,
        IEnumerable<string> services,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(statement.ColumnsOf(layer));
        for (var i = 0; i < 4; i++)
            command.Parameters.Add(new() { Value = 0 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return
        [
            .. Enumerable
                .Range(0, reader.FieldCount)
                .Select(reader.GetName)
                .Where(n => n is not ("id" or "geom"))
                .SelectMany(n => n == "since" ? services.Select(s => $"since_{s}") : [n]),
        ];
    }

    /// <summary>
    /// West, south, east, north of what these layers hold, in degrees of EPSG:4490; null where nothing lies.
    /// </summary>
    public Task<double[]?> BoundsAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken) =>
        _extents.OfAsync(layers, cancellationToken);

    /// <summary>The same of every layer that holds something, by its name.</summary>
    public Task<IReadOnlyDictionary<string, double[]>> BoundsAsync(CancellationToken cancellationToken) =>
        _extents.AllAsync(cancellationToken);

    /// <summary>
    /// Which share of each layer's features the tiles of these layers leave out from afar, by zoom: by its class,
    /// because a tile holds so many at most, or because it would be beyond its budget of bytes.
    /// Counted against the first zoom at which nothing is left out by class; an answer counts for a minute.
    /// </summary>
    /// <returns>By layer, zoom and share above 0; null where the layers spread over more tiles than can be
    /// counted.</returns>
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
        // It makes every tile once: one such question at a time, and those who wait take its answer.
        await _counting.WaitAsync(cancellationToken);
        try
        {
            if (_leftOut.TryGetValue(name, out var known) && Stopwatch.GetElapsedTime(known.At) < SharesCount)
                return known.Shares;
            var start = Stopwatch.GetTimestamp();
            var answer = await CountLeftOutAsync(layers, (left, top, right, bottom), cancellationToken);
            if (_leftOut.Count > 100)
                _leftOut.Clear();
            _leftOut[name] = (start, answer);
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

    // How thin each tile is that the service gives.
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
