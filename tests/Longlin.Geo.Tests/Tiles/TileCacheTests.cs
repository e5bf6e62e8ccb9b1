using Longlin.Geo.Tiles;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Tiles;

/// <summary>One making however many ask, nothing overtaken is kept, the bound holds.</summary>
public class TileCacheTests
{
    private static readonly TileKey Key = new("roads", 12, 3241, 1757);
    private static readonly string[] Layers = ["roads"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Bytes(int length, byte value = 7) => [.. Enumerable.Repeat(value, length)];

    [Fact]
    public async Task Fifty_requests_for_an_uncached_tile_generate_it_once()
    {
        TileCache cache = new(1 << 20);
        var made = 0;
        TaskCompletionSource<byte[]> gate = new();
        var all = Enumerable
            .Range(0, 50)
            .Select(_ =>
                cache.GetAsync(
                    Key,
                    Layers,
                    _ =>
                    {
                        Interlocked.Increment(ref made);
                        return gate.Task;
                    },
                    Token
                )
            )
            .ToArray();
        gate.SetResult(Bytes(10));
        var tiles = await Task.WhenAll(all);
        Assert.Equal(1, made);
        Assert.All(tiles, t => Assert.Same(tiles[0], t));
    }

    [Fact]
    public async Task A_tile_changed_while_it_is_generated_is_not_cached_and_the_next_request_generates_it_again()
    {
        TileCache cache = new(1 << 20);
        TaskCompletionSource<byte[]> old = new();
        var first = cache.GetAsync(Key, Layers, _ => old.Task, Token);
        cache.Forget("roads", null);
        var second = await cache.GetAsync(Key, Layers, _ => Task.FromResult(Bytes(10, 2)), Token);
        old.SetResult(Bytes(10, 1));
        Assert.Equal(1, (await first).In(TileEncoding.Identity, out _).Bytes[0]);
        Assert.Equal(2, second.In(TileEncoding.Identity, out _).Bytes[0]);
        Assert.Same(second, cache.Find(Key.Text));
    }

    [Fact]
    public async Task Generation_is_cancelled_when_the_last_waiting_request_disconnects()
    {
        TileCache cache = new(1 << 20);
        TaskCompletionSource stopped = new();
        using CancellationTokenSource one = new(),
            two = new();
        async Task<byte[]> Make(CancellationToken stop)
        {
            try
            {
                await Task.Delay(-1, stop);
            }
            finally
            {
                stopped.SetResult();
            }

            return [];
        }

        var first = cache.GetAsync(Key, Layers, Make, one.Token);
        var second = cache.GetAsync(Key, Layers, Make, two.Token);
        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(stopped.Task.IsCompleted);
        await two.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(
            3,
            (await cache.GetAsync(Key, Layers, _ => Task.FromResult(Bytes(3)), Token))
                .In(TileEncoding.Identity, out _)
                .Bytes.Length
        );
    }

    [Fact]
    public async Task An_error_reaches_all_waiting_requests_and_is_not_cached()
    {
        TileCache cache = new(1 << 20);
        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync(Key, Layers, _ => throw new IOException(), Token));
        Assert.Null(cache.Find(Key.Text));
        Assert.NotNull(await cache.GetAsync(Key, Layers, _ => Task.FromResult(Bytes(1)), Token));
    }

    [Fact]
    public async Task At_the_size_limit_the_least_recently_used_tiles_are_evicted_counting_encodings()
    {
        TileCache cache = new(10_000);
        for (var x = 0; x < 4; x++)
            await cache.GetAsync(Key with { X = x }, Layers, _ => Task.FromResult(Bytes(2_000)), Token);
        cache.Find((Key with { X = 0 }).Text);
        await cache.GetAsync(Key with { X = 9 }, Layers, _ => Task.FromResult(Bytes(2_000)), Token);
        Assert.NotNull(cache.Find((Key with { X = 0 }).Text));
        Assert.Null(cache.Find((Key with { X = 1 }).Text));
        var before = cache.Numbers.Bytes;
        cache.Find((Key with { X = 0 }).Text)!.In(TileEncoding.Gzip, out _);
        cache.Grown((Key with { X = 0 }).Text);
        Assert.InRange(cache.Numbers.Bytes, before + 1, cache.MaxBytes);
    }

    [Fact]
    public async Task A_change_evicts_only_the_affected_tiles()
    {
        TileCache cache = new(1 << 20);
        GeometryFactory factory = new();
        for (var x = 3240; x < 3250; x++)
        {
            for (var y = 1750; y < 1760; y++)
                await cache.GetAsync(
                    new("roads,hamlets", 12, x, y),
                    ["roads", "hamlets"],
                    _ => Task.FromResult(Bytes(1)),
                    Token
                );
        }

        // A slanting line: its box touches many tiles that it does not.
        Envelope from = WebMercatorQuad.Wide(12, 3242, 1752),
            to = WebMercatorQuad.Wide(12, 3247, 1757);
        var line = factory.CreateLineString([from.Centre, to.Centre]);
        cache.Forget("power", line);
        Assert.Equal(100, cache.Numbers.Tiles);
        cache.Forget(
            "roads",
            factory.CreateGeometryCollection([factory.CreateGeometryCollection([line]), Point.Empty])
        );
        for (var x = 3240; x < 3250; x++)
        {
            for (var y = 1750; y < 1760; y++)
                Assert.Equal(
                    line.Intersects(factory.ToGeometry(WebMercatorQuad.Wide(12, x, y))),
                    cache.Find(new TileKey("roads,hamlets", 12, x, y).Text) is null
                );
        }
    }

    [Fact]
    public void The_cache_uses_the_same_tile_buffer_as_the_SQL_statement()
    {
        var wide = WebMercatorQuad.Wide(0, 0, 0);
        Assert.Equal(
            2 * WebMercatorQuad.HalfSide * (1 + 2 * (TileStatement.Buffer + 0.001) / TileStatement.Extent),
            wide.Width,
            1e-6
        );
        Assert.Equal((3241, 1756), WebMercatorQuad.TileOf(104.9, 24.8, 12));
    }
}
