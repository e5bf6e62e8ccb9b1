using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Model;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The picture of the map in the README. LONGLIN_GOLDEN=1 takes it again; with LONGLIN_TEST_HAMLETS=2600 it shows the
/// whole county. Otherwise it is checked to be such a picture: its size, and the colours of the legend in it.
/// </summary>
public sealed class PagePreviewTests(RunningService service) : IClassFixture<RunningService>
{
    private const int Width = 1366;
    private const int Height = 768;
    private const int MostBytes = 400_000;
    private const int LeastHamlets = 2000;

    // What a reader should see: hamlets of every verdict, roads, and the paper around the map.
    private static readonly string[] Shown = ["notMet", "met", "unknown", "roadHardened", "paper", "text"];

    private static string File => Path.Combine(ProjectRoot.Find(), "tiles", "preview.png");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_picture_of_the_README_shows_the_map_and_its_legend()
    {
        if (Environment.GetEnvironmentVariable("LONGLIN_GOLDEN") == "1")
            await TakeAsync();
        var png = await System.IO.File.ReadAllBytesAsync(File, Token);
        Assert.InRange(png.Length, 50_000, MostBytes);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(
            (Width, Height),
            (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)))
        );
        var counts = await CountAsync(png);
        Assert.All(Shown, name => Assert.True(counts[name] > 100, $"{name}: {counts[name]} pixels"));
        Assert.Contains(
            "tiles/preview.png",
            await System.IO.File.ReadAllTextAsync(Path.Combine(ProjectRoot.Find(), "README.md"), Token),
            StringComparison.Ordinal
        );
    }

    private async Task TakeAsync()
    {
        Assert.SkipUnless(
            await service.Database.ScalarAsync<long>("select count(*) from longlin.hamlets") > LeastHamlets,
            "the picture shows the whole county: LONGLIN_TEST_HAMLETS=2600"
        );
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), Width, Height);
        await walk.Page.ClickAsync("#layers-open");
        await Assertions.Expect(walk.Page.Locator("#legend")).ToBeVisibleAsync();
        await Assertions.Expect(walk.Page.Locator("#note")).ToContainTextAsync("合成演示数据");
        // The pointer leaves the map, and the last tiles come.
        await walk.Page.Mouse.MoveAsync(2, 2);
        await walk.Page.WaitForTimeoutAsync(4000);
        await System.IO.File.WriteAllBytesAsync(File, await SmallerAsync(await walk.Page.ScreenshotAsync()), Token);
    }

    // 256 colours instead of thousands: half the size. What is drawn most keeps its colour exactly.
    private static async Task<byte[]> SmallerAsync(byte[] png)
    {
        var picture = await InBrowserAsync<JsonElement>(
            """
            const { data } = (await open(png)).picture;
            const counts = new Map();
            const colour = i => (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
            for (let i = 0; i < data.length; i += 4) counts.set(colour(i), (counts.get(colour(i)) ?? 0) + 1);
            const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(c => c[0]);
            const apart = (a, b) => [16, 8, 0].reduce((sum, s) => sum + (((a >> s) & 255) - ((b >> s) & 255)) ** 2, 0);
            const nearest = new Map();
            for (const c of counts.keys())
              nearest.set(c, kept.reduce((best, k, n) => (apart(c, k) < apart(c, kept[best]) ? n : best), 0));
            let pixels = '';
            for (let i = 0; i < data.length; i += 4) pixels += String.fromCharCode(nearest.get(colour(i)));
            return { colours: kept, pixels: btoa(pixels) };
            """,
            png
        );
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        (head[8], head[9]) = (8, 3); // eight bits a pixel, a palette
        WriteChunk(file, "IHDR", head);
        WriteChunk(
            file,
            "PLTE",
            [
                .. picture
                    .GetProperty("colours")
                    .EnumerateArray()
                    .Select(c => c.GetInt32())
                    .SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c }),
            ]
        );
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            foreach (var row in Convert.FromBase64String(picture.GetProperty("pixels").GetString()!).Chunk(Width))
                zip.Write([0, .. row]); // no filter
        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(body);
        var crc = uint.MaxValue;
        foreach (var one in body)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) == 1 ? 0xEDB88320 : 0);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    // Pixels near each colour of the palette.
    private static Task<Dictionary<string, int>> CountAsync(byte[] png) =>
        InBrowserAsync<Dictionary<string, int>>(
            """
            const { data } = (await open(png)).picture;
            const colours = Object.entries(palette).map(([name, hex]) =>
              [name, [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))]);
            const counts = Object.fromEntries(colours.map(([name]) => [name, 0]));
            for (let i = 0; i < data.length; i += 4)
              for (const [name, [r, g, b]] of colours)
                if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 60)
                  counts[name]++;
            return counts;
            """,
            png
        );

    // The browser reads and writes the picture.
    private static async Task<T> InBrowserAsync<T>(string script, byte[] png)
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        try
        {
            var page = await browser.NewPageAsync();
            return await page.EvaluateAsync<T>(
                $$"""
                async ([png, palette]) => {
                  async function open(png) {
                    const image = new Image();
                    image.src = `data:image/png;base64,${png}`;
                    await image.decode();
                    const canvas = new OffscreenCanvas(image.width, image.height);
                    const pen = canvas.getContext('2d');
                    pen.drawImage(image, 0, 0);
                    return { canvas, pen, picture: pen.getImageData(0, 0, image.width, image.height) };
                  }
                  {{script}}
                }
                """,
                new object[] { Convert.ToBase64String(png), Shown.ToDictionary(n => n, n => Palette.Own[n]) }
            );
        }
        finally
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }
}
