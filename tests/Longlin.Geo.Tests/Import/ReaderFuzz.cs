using System.IO.Compression;
using System.Text;
using Longlin.Geo.Crs;
using Longlin.Geo.Features;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using OsmSharp;
using OsmSharp.Streams;
using OsmSharp.Tags;

namespace Longlin.Geo.Tests.Import;

/// <summary>
/// Good files of every format that is read, damaged at random: bits flipped, ends cut off, lengths made absurd, pieces
/// lost, doubled and swapped; the files inside an
/// archive likewise. A reader may take such a file or refuse it in words; anything else is a fault. The same seed
/// damages the same way.
/// </summary>
internal sealed class ReaderFuzz(LayerCatalog catalog, string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTime Written = new(2016, 3, 29, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What is damaged: a format; with <c>+</c> the files inside its archive.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["csv", "csv-gbk", "geojson", "geojsonl", "gpkg", "xlsx", "xlsx+", "shp", "zip", "zip+", "pbf"];

    /// <summary>What became of the damaged files of one kind.</summary>
    /// <param name="Kind">What was damaged.</param>
    /// <param name="Cases">How many files.</param>
    /// <param name="Whole">Read without a complaint: the damage made another good file.</param>
    /// <param name="Rejecting">Read, with rows rejected.</param>
    /// <param name="Refused">Refused as a whole.</param>
    /// <param name="Faults">What should never happen.</param>
    public sealed record Outcome(
        string Kind,
        int Cases,
        int Whole,
        int Rejecting,
        int Refused,
        IReadOnlyList<string> Faults
    )
    {
        public override string ToString() =>
            $"fuzz {Kind}: {Cases} damaged files, {Whole} read whole, {Rejecting} with rows rejected, {Refused} "
            + $"refused, {Faults.Count} faults"
            + $"{string.Concat(Faults.Take(5).Select(f => Environment.NewLine + "  " + f))}";
    }

    /// <summary>Damages files of a kind and reads each.</summary>
    public Task<Outcome> RunAsync(string kind, int cases, int seed) => RunAsync(kind, cases, seed, Read);

    /// <summary>Damages files of a kind and gives each to who takes it in.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="cases">How many.</param>
    /// <param name="seed">Of the damage.</param>
    /// <param name="take">Takes the file in and says how many rows it rejected; an <see cref="ImportException"/> is a
    /// refusal, any other a fault.</param>
    public async Task<Outcome> RunAsync(string kind, int cases, int seed, Func<ImportOptions, long> take)
    {
        var (layer, parts) = await SeedAsync(kind);
        var (whole, rejecting, refused) = (0, 0, 0);
        List<string> faults = [];
        for (var i = 0; i < cases && faults.Count < 20; i++)
        {
            var place = Path.Combine(folder, $"{kind.TrimEnd('+')}-{i}");
            Directory.CreateDirectory(place);
            var file = Write(place, kind, parts, new Random(seed + i * 7919));
            ImportOptions options = new()
            {
                File = file,
                Layer = layer,
                Crs = "EPSG:4490",
                Limits = new() { MaxUnpackedBytes = 64 << 20, MaxRows = 100_000 },
            };
            var work = Task.Run(() => take(options));
            try
            {
                if (await Task.WhenAny(work, Task.Delay(Patience)) != work)
                {
                    faults.Add($"case {i} of seed {seed}: still not done after {Patience.TotalSeconds} s");
                    break;
                }

                if (await work == 0)
                    whole++;
                else
                    rejecting++;
            }
            catch (ImportException e)
            {
                refused++;
                if (!e.Message.Contains(place, StringComparison.Ordinal))
                    faults.Add($"case {i} of seed {seed}: the refusal does not name the file: {e.Message}");
            }
            catch (Exception e) when (e is not ImportException)
            {
                var frame = e
                    .StackTrace?.Split('\n')
                    .FirstOrDefault(l => l.Contains("Longlin", StringComparison.Ordinal));
                faults.Add($"case {i} of seed {seed}: {e.GetType().Name}: {e.Message} {frame?.Trim()}");
            }

            Directory.Delete(place, true);
        }

        return new(kind, whole + rejecting + refused, whole, rejecting, refused, faults);
    }

    /// <summary>Writes an undamaged file of a kind.</summary>
    public async Task<string> WriteGoodAsync(string kind, string place) =>
        Write(place, kind, (await SeedAsync(kind)).Parts, null);

    /// <summary>How many rows of an undamaged file of a kind are taken.</summary>
    public async Task<int> GoodRowsAsync(string kind)
    {
        var (layer, parts) = await SeedAsync(kind);
        var place = Path.Combine(folder, "good-" + kind);
        Directory.CreateDirectory(place);
        using var file = FileImporter.Open(
            new ImportOptions
            {
                File = Write(place, kind, parts, null),
                Layer = layer,
                Crs = "EPSG:4490",
            }
        );
        return file.Rows().Count(r => r.Record is not null);
    }

    /// <summary>
    /// Reads a file to its end and looks at what comes out: a record that PostgreSQL could not hold is a fault too.
    /// </summary>
    public static long Read(ImportOptions options)
    {
        long rejected = 0;
        using var file = FileImporter.Open(options);
        foreach (var row in file.Rows())
        {
            if (row.Record is null && row.Rejections.Count == 0 && row.Repairs is null)
                throw new InvalidOperationException($"row {row.Row} is neither taken nor refused");
            if (row.Record is not { } record)
            {
                rejected++;
                continue;
            }

            foreach (
                var text in record
                    .Values.Values.OfType<string>()
                    .Concat(record.Values.Values.OfType<string[]>().SelectMany(t => t))
            )
            {
                if (text.Contains('\0', StringComparison.Ordinal))
                    throw new InvalidOperationException($"row {row.Row} holds a NUL");
                _ = new UTF8Encoding(false, true).GetByteCount(text); // a lone surrogate throws
            }

            if (
                record.Geometry?.Coordinates.Any(c =>
                    !double.IsFinite(c.X) || !double.IsFinite(c.Y) || Math.Abs(c.X) > 180 || Math.Abs(c.Y) > 90
                )
                is true
            )
                throw new InvalidOperationException($"row {row.Row} lies nowhere on earth");
        }

        return rejected;
    }

    private async Task<(LayerDescription Layer, Dictionary<string, byte[]> Parts)> SeedAsync(string kind)
    {
        var place = Path.Combine(folder, "seed-" + kind);
        Directory.CreateDirectory(place);
        var layer = catalog[kind is "csv" or "csv-gbk" or "xlsx" or "xlsx+" or "geojsonl" ? "hamlets" : "roads"];
        var format = kind switch
        {
            "csv-gbk" => "csv",
            "geojsonl" => "geojson",
            "xlsx+" => "xlsx",
            "zip" or "zip+" => "shp",
            _ => kind,
        };
        var path = Path.Combine(place, "seed." + format);
        if (kind == "pbf")
            WriteOsm(path);
        else
            await LayerExport.WriteAsync(
                path,
                format,
                Records(layer.Name).ToAsyncEnumerable(),
                layer,
                CrsTable.Find("EPSG:4490", out _)!,
                null,
                "zh",
                CancellationToken.None
            );
        if (kind == "csv-gbk")
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            await File.WriteAllTextAsync(path, await File.ReadAllTextAsync(path), Encoding.GetEncoding("GBK"));
        }
        else if (kind == "geojsonl")
        {
            var features = System
                .Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(path))
                .RootElement.GetProperty("features");
            await File.WriteAllLinesAsync(
                path,
                features.EnumerateArray().Select(f => System.Text.Json.JsonSerializer.Serialize(f))
            );
        }

        var parts = Directory.GetFiles(place).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
        Directory.Delete(place, true);
        return (layer, kind == "xlsx+" ? Entries(parts["seed.xlsx"]) : parts);
    }

    private static string Write(string place, string kind, Dictionary<string, byte[]> parts, Random? random)
    {
        if (kind is not ("xlsx+" or "zip" or "zip+" or "shp"))
        {
            var file = Path.Combine(
                place,
                kind switch
                {
                    "csv-gbk" => "f.csv",
                    "pbf" => "f.osm.pbf",
                    _ => "f." + kind,
                }
            );
            File.WriteAllBytes(file, Damage(parts.Values.Single(), random));
            return file;
        }

        var chosen = parts.Keys.Order(StringComparer.Ordinal).ElementAt(random?.Next(parts.Count) ?? 0);
        if (kind == "shp")
        {
            foreach (var (name, bytes) in parts)
                File.WriteAllBytes(Path.Combine(place, name), name == chosen ? Damage(bytes, random) : bytes);
            return Path.Combine(place, "seed.shp");
        }

        var archive = Path.Combine(place, kind == "xlsx+" ? "f.xlsx" : "f.zip");
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in parts)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = Written;
                using var to = entry.Open();
                to.Write(kind != "zip" && name == chosen ? Damage(bytes, random) : bytes);
            }
        }

        if (kind == "zip")
            File.WriteAllBytes(archive, Damage(File.ReadAllBytes(archive), random));
        return archive;
    }

    private static byte[] Damage(byte[] good, Random? random)
    {
        if (random is null)
            return good;
        List<byte> bytes = [.. good];
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 8; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, 1 + random.Next(64));
            switch (random.Next(8))
            {
                case 0:
                    for (var flips = random.Next(1, 32); flips > 0; flips--)
                        bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2: // a length or count of four bytes made absurd, in either order of bytes
                    byte[][] absurd =
                    [
                        [0xFF, 0xFF, 0xFF, 0xFF],
                        [0x7F, 0xFF, 0xFF, 0xFF],
                        [0xFF, 0xFF, 0xFF, 0x7F],
                        [0, 0, 0, 0],
                        [0, 0, 0, 0x80],
                    ];
                    var wrong = absurd[random.Next(absurd.Length)];
                    for (var i = 0; i < wrong.Length && at + i < bytes.Count; i++)
                        bytes[at + i] = wrong[i];
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 5:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"\"0,[{}<&"[random.Next(8)], 1 + random.Next(2000)));
                    break;
                case 6:
                    for (var i = 0; i < length; i++)
                        bytes[at + i] = (byte)random.Next(256);
                    break;
                default: // in the head of a file stand its kind, counts and lengths
                    bytes[random.Next(Math.Min(128, bytes.Count))] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static Dictionary<string, byte[]> Entries(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive));
        return zip.Entries.ToDictionary(
            e => e.FullName,
            e =>
            {
                using var from = e.Open();
                using MemoryStream to = new();
                from.CopyTo(to);
                return to.ToArray();
            }
        );
    }

    private static IEnumerable<FeatureRecord> Records(string layer)
    {
        GeometryFactory factory = new(new PrecisionModel(), 4490);
        for (var i = 0; i < 30; i++)
        {
            Coordinate at = new(105 + i * 0.01, 24.7 + i % 7 * 0.01);
            Dictionary<string, object?> values = new()
            {
                ["code"] = $"F{i:000}",
                ["name"] = $"屯{i}—\"引号\"",
                ["status"] = "open",
                ["opened_on"] = new DateOnly(1990 + i, 1, 15),
                ["source"] = "fuzz",
            };
            if (layer == "hamlets")
                (values["households"], values["population"], values["village_code"]) = (20 + i, 80 + i, "451031100201");
            else
                (values["class"], values["surface"], values["surface_width_m"]) = ("Y", "concrete", 3.5);
            yield return new FeatureRecord(
                values,
                layer == "hamlets"
                    ? factory.CreatePoint(at)
                    : factory.CreateLineString([at, new(at.X + 0.01, at.Y), new(at.X + 0.01, at.Y + 0.01)])
            );
        }
    }

    private static void WriteOsm(string path)
    {
        using var file = File.Create(path);
        PBFOsmStreamTarget target = new(file);
        List<OsmGeo> objects =
        [
            .. Enumerable
                .Range(1, 60)
                .Select(i =>
                    (OsmGeo)
                        new Node
                        {
                            Id = i,
                            Version = 1,
                            ChangeSetId = 1,
                            TimeStamp = Written,
                            UserId = 1,
                            UserName = "u",
                            Visible = true,
                            Latitude = 24.7 + i * 0.001,
                            Longitude = 105 + i * 0.001,
                            Tags =
                                i % 5 == 0
                                    ? new TagsCollection(new Tag("place", "hamlet"), new Tag("name", $"屯{i}"))
                                    : new TagsCollection(),
                        }
                ),
        ];
        objects.AddRange(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    (OsmGeo)
                        new Way
                        {
                            Id = 100 + i,
                            Version = 1,
                            ChangeSetId = 1,
                            TimeStamp = Written,
                            UserId = 1,
                            UserName = "u",
                            Visible = true,
                            Nodes = [1 + i, 11 + i, 21 + i, 31 + i],
                            Tags = new TagsCollection(
                                new Tag("highway", "tertiary"),
                                new Tag("surface", "asphalt"),
                                new Tag("name", "隆林路")
                            ),
                        }
                )
        );
        target.RegisterSource(objects);
        target.Pull();
        target.Close();
    }
}
