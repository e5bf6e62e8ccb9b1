using System.Diagnostics;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Makes tiles from the store as it is at this moment. Tiles of small zooms read much and have their own limit, so that
/// those of large zooms never wait for them.
/// </summary>
public sealed class TileQuery(Database database, TileStatement statement, TileLimits? limits = null) : IDisposable
{
    // A tile of a smaller zoom reads a good part of the county.
    private const int NearZoom = 10;

    private readonly TileLimits _limits = limits ?? new();
    private readonly SemaphoreSlim _near = new((limits ?? new()).Near);
    private readonly SemaphoreSlim _far = new((limits ?? new()).Far);
    private readonly LayerExtents _extents = new(database, TimeProvider.System);

    /// <summary>The layers that have tiles.</summary>
    public IReadOnlyCollection<string> Layers => statement.Layers;

    /// <summary>How tiles are made.</summary>
    public TileStatement Statement => statement;

    /// <summary>What is wrong with an address, or null.</summary>
    public ParameterFault? Fault(IReadOnlyList<string> layers, int z, int x, int y)
    {
        if (layers.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new("layers", new($"图层 {twice.Key} 重复", $"duplicate layer {twice.Key}"));
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
    }

    /// <summary>One tile of these layers; no bytes where there is nothing.</summary>
    /// <exception cref="TooBusyException">The limit was not free in time.</exception>
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
                // A connection of the pool may have died unnoticed: try once with another.
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
            // One deadline for the tile, however often it is made.
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

    /// <summary>The attributes of a layer's features in a tile, read from its statement.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="services">Names of the services; each is one attribute since_… of the hamlets.</param>
    /// <param name="cancellationToken">Stops the query.</param>
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
    /// West, south, east, north of the features of these layers, degrees of EPSG:4490; null where there are none.
    /// </summary>
    public Task<double[]?> BoundsAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken) =>
        _extents.OfAsync(layers, cancellationToken);

    /// <summary>The same for every layer that has features, by its name.</summary>
    public Task<IReadOnlyDictionary<string, double[]>> BoundsAsync(CancellationToken cancellationToken) =>
        _extents.AllAsync(cancellationToken);
}
