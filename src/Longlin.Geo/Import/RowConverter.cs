using System.Security.Cryptography;
using System.Text;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace Longlin.Geo.Import;

/// <summary>Turns raw rows into checked records: headers to columns, words to values, coordinates to EPSG:4490, geometry to what the layer takes.</summary>
public sealed class RowConverter(ImportOptions options, Crs crs)
{
    private readonly Dictionary<string, long> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _sourceOf = [];
    private readonly Dictionary<string, double> _factorOf = [];
    private readonly GeometryFactory _factory = new(new PrecisionModel(), 4490);

    /// <summary>Rows whose coordinates lay outside the system's area of use.</summary>
    public long Outside { get; private set; }

    /// <summary>One of their coordinates, as the file has it.</summary>
    public Coordinate? OutsideExample { get; private set; }

    /// <summary>Rows that lie outside the county's own box.</summary>
    public long Elsewhere { get; private set; }

    /// <summary>One of their coordinates, as the file has it.</summary>
    public Coordinate? ElsewhereExample { get; private set; }

    /// <summary>Whether a header names a column of the layer or is named by the options.</summary>
    public static bool Knows(ImportOptions options, string header) =>
        options.Map.Values.Any(m => Same(header, m)) || options.Layer.AllColumns.Any(c => Names(c).Any(n => Same(header, n) || Same(HeaderUnits.Split(header).Name, n)));

    /// <summary>Checks one row.</summary>
    public ImportedRow Convert(RawRow raw)
    {
        List<Rejection> rejections = [];
        Dictionary<string, object?> values = [];
        foreach (var column in options.Layer.AllColumns)
        {
            object? source;
            if (options.Set.TryGetValue(column.Name, out var fixedValue)) source = fixedValue;
            else if (Source(column, raw) is { } header) source = raw.Fields.GetValueOrDefault(header);
            else continue;
            values[column.Name] = ValueParser.Parse(column, source, out var reason);
            if (values[column.Name] is { } value && _factorOf.TryGetValue(column.Name, out var factor) && factor is not 1) values[column.Name] = Scaled(column, value, factor);
            if (reason is not null) rejections.Add(new(raw.Row, column.Name, source?.ToString(), reason));
        }

        if (options.Set.TryGetValue("county_code", out var county)) values["county_code"] = county;
        foreach (var column in options.Layer.Columns.Where(c => c.Required && values.GetValueOrDefault(c.Name) is null && rejections.All(r => r.Field != c.Name)))
            rejections.Add(new(raw.Row, column.Name, null, $"缺少 {column.Title.Zh}，可用 --map 或 --set 给出 is missing: give it by --map or --set"));
        if (values.GetValueOrDefault("opened_on") is DateOnly opened && values.GetValueOrDefault("closed_on") is DateOnly closed && closed <= opened)
            rejections.Add(new(raw.Row, "closed_on", $"{closed:yyyy-MM-dd}", $"停用日期不晚于建成日期 is not after opened_on {opened:yyyy-MM-dd}"));
        var geometry = Place(raw, values, rejections);
        if (rejections.Count > 0) return new(raw.Row, null, rejections);
        Complete(values, geometry);
        var code = (string)values["code"]!;
        if (!_codes.TryAdd(code, raw.Row))
            return new(raw.Row, null, [new(raw.Row, "code", code, $"编码 \"{code}\" 与第 {_codes[code]} 行重复 is a duplicate of row {_codes[code]}")]);
        return new(raw.Row, new FeatureRecord(values, geometry), []);
    }

    private string? Source(ColumnDescription column, RawRow raw)
    {
        if (_sourceOf.TryGetValue(column.Name, out var known) && (known is null || raw.Fields.ContainsKey(known))) return known;
        string? found;
        if (options.Map.TryGetValue(column.Name, out var mapped))
        {
            found = raw.Fields.Keys.FirstOrDefault(h => Same(h, mapped));
        }
        else
        {
            var names = Names(column).ToArray();
            found = names.Select(n => raw.Fields.Keys.FirstOrDefault(h => Same(h, n))).FirstOrDefault(h => h is not null)
                ?? names.Select(n => raw.Fields.Keys.FirstOrDefault(h => Same(HeaderUnits.Split(h).Name, n))).FirstOrDefault(h => h is not null);
        }

        if (found is not null && !_factorOf.ContainsKey(column.Name) && HeaderUnits.Split(found).Unit is { } unit)
            _factorOf[column.Name] = HeaderUnits.Factor(unit, column) ?? throw new ImportException(options.File, $"表头 \"{found}\" 的单位 {unit} 不能换算成 {column.Name} 的单位 {column.Unit ?? "（无）"}。 The unit of the header cannot be converted to that of {column.Name}.");

        // Rows of a file without a fixed header (GeoJSON, OSM) differ: only what was found is remembered.
        if (found is not null) _sourceOf[column.Name] = found;
        return found;
    }

    // DBF holds ten characters of a name.
    private static IEnumerable<string> Names(ColumnDescription column) => [column.Name, .. column.Name.Length > 10 ? [column.Name[..10]] : Array.Empty<string>(), column.Title.Zh, column.Title.En, .. column.Aliases];

    private static object Scaled(ColumnDescription column, object value, double factor) => value switch
    {
        int whole => (int)Math.Round(whole * factor),
        double number => number * factor,
        decimal money => decimal.Round(money * (decimal)factor, 2),
        _ => throw new ArgumentException($"{column.Name} cannot be scaled."),
    };

    private static bool Same(string header, string name) =>
        string.Equals(ValueParser.HalfWidth(header).Trim().Trim('﻿'), name, StringComparison.OrdinalIgnoreCase);

    private Geometry? Place(RawRow raw, Dictionary<string, object?> values, List<Rejection> rejections)
    {
        var kind = options.Layer.Geometry;
        if (kind == GeometryKind.None) return null;
        if (raw.GeometryFault is not null)
        {
            rejections.Add(new(raw.Row, "geometry", null, raw.GeometryFault));
            return null;
        }

        if (raw.Geometry is null or { IsEmpty: true })
        {
            if (options.Layer.Name == "areas" && values.GetValueOrDefault("seat_lon") is not null) return null;
            rejections.Add(new(raw.Row, "geometry", null, "没有几何图形 has no geometry"));
            return null;
        }

        var geometry = _factory.CreateGeometry(raw.Geometry).Copy();
        ToGeographic filter = new(crs);
        geometry.Apply(filter);
        geometry.GeometryChanged();
        if (filter.Outside is { } at)
        {
            Outside++;
            OutsideExample ??= raw.Geometry.Coordinate;
            rejections.Add(new(raw.Row, "geometry", at, $"坐标 {at} 不在 {crs.Name} 的适用范围内 lies outside the area of use of {crs.Name}。{CrsGuess.Likely(raw.Geometry.Coordinate)}"));
            return null;
        }

        if (options.Expected is { } county && !county.Intersects(geometry.EnvelopeInternal))
        {
            Elsewhere++;
            ElsewhereExample ??= raw.Geometry.Coordinate;
        }

        // A township or town given as a point has a seat and no outline.
        if (options.Layer.Name == "areas" && geometry is Point seat)
        {
            values.TryAdd("seat_lon", seat.X);
            values.TryAdd("seat_lat", seat.Y);
            return null;
        }

        var fits = kind switch
        {
            GeometryKind.Point => geometry is Point,
            GeometryKind.Line => geometry is LineString or MultiLineString,
            GeometryKind.Polygon => geometry is Polygon or MultiPolygon,
            GeometryKind.PointOrPolygon => geometry is Point or Polygon or MultiPolygon,
            _ => true,
        };
        if (!fits)
        {
            rejections.Add(new(raw.Row, "geometry", geometry.GeometryType, $"{geometry.GeometryType} 不适合图层 {options.Layer.Title.Zh} does not fit the layer: it takes {kind}"));
            return null;
        }

        IsValidOp check = new(geometry);
        if (check.IsValid && !(geometry is LineString or MultiLineString && geometry.Length <= 0)) return geometry;
        var fault = check.ValidationError?.Message ?? "zero length";
        rejections.Add(new(raw.Row, "geometry", geometry.GeometryType, $"图形无效 the geometry is invalid: {fault}"));
        return null;
    }

    private void Complete(Dictionary<string, object?> values, Geometry? geometry)
    {
        if (values.GetValueOrDefault("code") is null) values["code"] = MakeCode(values, geometry);
        if (values.GetValueOrDefault("status") is null) values["status"] = "open";
        if (values.GetValueOrDefault("source") is null) values["source"] = Path.GetFileName(options.File.TrimEnd('/'));
        if (options.Layer.Name == "hamlets" && values.GetValueOrDefault("village_code") is null && values["code"] is string { Length: 15 } code && code.All(char.IsAsciiDigit))
            values["village_code"] = code[..12];
    }

    // The same place, name and source give the same code each time.
    private string MakeCode(Dictionary<string, object?> values, Geometry? geometry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(options.File)}|{values.GetValueOrDefault("name")}|{values.GetValueOrDefault("seat_lon")}|{values.GetValueOrDefault("seat_lat")}|"));
        if (geometry is not null) hash.AppendData(geometry.AsBinary());
        else foreach (var (column, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal)) hash.AppendData(Encoding.UTF8.GetBytes($"{column}={value};"));
        var made = "x" + System.Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
        if (!_codes.ContainsKey(made)) return made;
        for (var n = 2; ; n++)
        {
            if (!_codes.ContainsKey($"{made}-{n}")) return $"{made}-{n}";
        }
    }

    private sealed class ToGeographic(Crs crs) : ICoordinateSequenceFilter
    {
        public string? Outside { get; private set; }

        public bool Done => Outside is not null;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = (seq.GetX(i), seq.GetY(i));
            var (lon, lat) = double.IsFinite(x) && double.IsFinite(y) ? crs.ToGeographic(x, y) : (double.NaN, double.NaN);
            if (!(lon >= crs.Area.MinX && lon <= crs.Area.MaxX && lat >= crs.Area.MinY && lat <= crs.Area.MaxY)) Outside = FormattableString.Invariant($"{x}, {y}");
            seq.SetX(i, lon);
            seq.SetY(i, lat);
        }
    }
}
