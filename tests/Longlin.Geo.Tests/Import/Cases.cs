using System.Text;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Reads files as an import does, without a database.</summary>
internal sealed class Cases : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-cases-").FullName;

    static Cases() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>What was read of a file.</summary>
    /// <param name="Rows">Its rows.</param>
    /// <param name="File">What is said of it.</param>
    public sealed record Reading(List<ImportedRow> Rows, FileImporter File)
    {
        public List<FeatureRecordOf> Records =>
            [.. Rows.Where(r => r.Record is not null).Select(r => new FeatureRecordOf(r))];

        public IEnumerable<Rejection> Rejections => Rows.SelectMany(r => r.Rejections);

        public IEnumerable<Repair> Repairs => Rows.SelectMany(r => r.Repairs ?? []);

        public string Codes => string.Join(' ', Records.Select(r => r["code"]));

        public string? Target(string source) => File.Matches.Single(m => m.Source == source).Target;
    }

    /// <summary>A record's values by their names.</summary>
    public sealed class FeatureRecordOf(ImportedRow row)
    {
        public object? this[string column] => row.Record![column];

        public NetTopologySuite.Geometries.Geometry? Geometry => row.Record!.Geometry;
    }

    /// <summary>Reads a file of the collected cases.</summary>
    public static Reading Case(string name, string layer = "hamlets", string? crs = "EPSG:4490") =>
        Read(SharedData.Need(Path.Combine("cases", name)), layer, o => o with { Crs = crs });

    /// <summary>Reads a file.</summary>
    public static Reading Read(string file, string layer, Func<ImportOptions, ImportOptions>? change = null)
    {
        ImportOptions options = new()
        {
            File = file,
            Layer = SharedData.Catalog[layer],
            Crs = "EPSG:4490",
        };
        using var importer = FileImporter.Open(change is null ? options : change(options));
        return new([.. importer.Rows()], importer);
    }

    /// <summary>The refusal of a file of the collected cases.</summary>
    public static ImportException Refused(string name, string layer = "hamlets", string? crs = "EPSG:4490") =>
        Assert.Throws<ImportException>(() => Case(name, layer, crs));

    /// <summary>Writes a text file of its own.</summary>
    public string Write(string name, string text, Encoding? encoding = null) =>
        Write(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    /// <summary>Writes a file of its own.</summary>
    public string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>Writes a shapefile of points with text fields.</summary>
    /// <param name="name">Without an ending.</param>
    /// <param name="encoding">Of names and values.</param>
    /// <param name="width">How many bytes a field has; what does not fit is cut off wherever it is.</param>
    /// <param name="header">The fields' names; cut after ten bytes.</param>
    /// <param name="rows">The values.</param>
    public string Shapefile(string name, Encoding encoding, int width, string[] header, params string[][] rows)
    {
        var table = Table(encoding, width, header, rows);
        byte[] shp = [.. Header(1, 100 + 28 * rows.Length)],
            shx = [.. Header(1, 100 + 8 * rows.Length)];
        for (var i = 0; i < rows.Length; i++)
        {
            shp =
            [
                .. shp,
                .. Big(i + 1),
                .. Big(10),
                .. Little(1),
                .. BitConverter.GetBytes(105.3 + i * 0.001),
                .. BitConverter.GetBytes(24.7),
            ];
            shx = [.. shx, .. Big((100 + 28 * i) / 2), .. Big(10)];
        }

        Write(name + ".dbf", table);
        Write(name + ".shx", shx);
        return Write(name + ".shp", shp);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private static byte[] Table(Encoding encoding, int width, string[] header, string[][] rows)
    {
        using MemoryStream dbf = new();
        var first = 33 + 32 * header.Length;
        var length = 1 + width * header.Length;
        dbf.Write([3, 118, 1, 1]);
        dbf.Write(Little(rows.Length));
        dbf.Write(BitConverter.GetBytes((short)first));
        dbf.Write(BitConverter.GetBytes((short)length));
        dbf.Write(new byte[20]);
        foreach (var field in header)
        {
            var described = new byte[32];
            var bytes = encoding.GetBytes(field);
            bytes.AsSpan(0, Math.Min(10, bytes.Length)).CopyTo(described);
            described[11] = (byte)'C';
            described[16] = (byte)width;
            dbf.Write(described);
        }

        dbf.WriteByte(13);
        foreach (var row in rows)
        {
            dbf.WriteByte((byte)' ');
            foreach (var value in row)
            {
                var padded = Enumerable.Repeat((byte)' ', width).ToArray();
                var bytes = encoding.GetBytes(value);
                bytes.AsSpan(0, Math.Min(width, bytes.Length)).CopyTo(padded);
                dbf.Write(padded);
            }
        }

        dbf.WriteByte(26);
        return dbf.ToArray();
    }

    private static byte[] Header(int kind, int length)
    {
        byte[] head = [.. Big(9994), .. new byte[20], .. Big(length / 2), .. Little(1000), .. Little(kind)];
        return [.. head, .. new byte[100 - head.Length]];
    }

    private static byte[] Big(int number) => [.. BitConverter.GetBytes(number).Reverse()];

    private static byte[] Little(int number) => BitConverter.GetBytes(number);
}
