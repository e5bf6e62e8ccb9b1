using System.Security.Cryptography;
using System.Text;
using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Turns raw rows into checked records: headers to columns, words to values, coordinates to EPSG:4490, geometry to what
/// the layer takes.
/// </summary>
internal sealed class RowConverter
{
    private const int RememberedHeaders = 256;
    private readonly ImportOptions _options;
    private readonly SpatialReference _crs;
    private readonly bool _clockwiseShells;
    private readonly GeometryFactory _factory = new(new PrecisionModel(), 4490);
    private readonly Dictionary<string, object?> _fixed = [];
    private readonly ColumnDescription[] _required;
    private readonly Dictionary<string[], HeaderBinding> _bindings = new(ReferenceEqualityComparer.Instance);
    private readonly string _fileName;
    private HeaderBinding? _last;

    /// <exception cref="ImportException">A fixed value does not fit its column.</exception>
    public RowConverter(ImportOptions options, SpatialReference crs, bool clockwiseShells)
    {
        (_options, _crs, _clockwiseShells) = (options, crs, clockwiseShells);
        _fileName = Path.GetFileName(options.File.TrimEnd('/'));
        _required = [.. options.Layer.Columns.Where(c => c.Required)];
        foreach (var (name, text) in options.Set)
        {
            if (options.Layer.Column(name) is not { } column)
            {
                _fixed[name] = text; // county_code
                continue;
            }

            _fixed[name] = ValueParser.Parse(column, text, out var reason);
            if (reason is not null)
                throw new ImportException(options.File, reason.Prefix($"--set {name}: "));
        }
    }

    /// <summary>Rows whose coordinates lay outside the system's area of use.</summary>
    public long Outside { get; private set; }

    /// <summary>One of their coordinates, as the file has it.</summary>
    public Coordinate? OutsideExample { get; private set; }

    /// <summary>Rows more than ten kilometres outside the county, but in its box.</summary>
    public long Beside { get; private set; }

    /// <summary>Rows that lie far outside the county.</summary>
    public long Elsewhere { get; private set; }

    /// <summary>One of their coordinates, as the file has it.</summary>
    public Coordinate? ElsewhereExample { get; private set; }

    /// <summary>The same in degrees.</summary>
    public Coordinate? ElsewherePlace { get; private set; }

    /// <summary>How the first header was understood; null before the first row.</summary>
    public IReadOnlyList<ColumnMatch>? Matches { get; private set; }

    /// <summary>Checks one row.</summary>
    public ImportedRow Convert(RawRow raw)
    {
        var binding = Binding(raw.Header);
        List<Rejection>? rejections = null;
        Dictionary<string, object?> values = new(binding.Columns.Length + _fixed.Count + 6);
        foreach (var (name, value) in _fixed)
            values[name] = value;
        foreach (var (column, source, factor) in binding.Columns)
        {
            var value = ValueParser.Parse(column, raw.Values[source], out var reason);
            if (reason is not null)
                (rejections ??= []).Add(new(raw.Row, column.Name, raw.Values[source]?.ToString(), reason));
            values[column.Name] = value is null || factor is 1 ? value : Scaled(column, value, factor);
        }

        foreach (var column in _required)
        {
            if (
                values.GetValueOrDefault(column.Name) is null
                && rejections?.Exists(r => r.Field == column.Name) is not true
            )
                (rejections ??= []).Add(
                    new(
                        raw.Row,
                        column.Name,
                        null,
                        new(
                            $"缺少 {column.Title.Zh}，可用 --map 或 --set 给出",
                            $"{column.Name} is missing: give it by --map or --set"
                        )
                    )
                );
        }

        if (
            values.GetValueOrDefault("opened_on") is DateOnly opened
            && values.GetValueOrDefault("closed_on") is DateOnly closed
            && closed <= opened
        )
            (rejections ??= []).Add(
                new(
                    raw.Row,
                    "closed_on",
                    $"{closed:yyyy-MM-dd}",
                    new(
                        $"停用日期不晚于建成日期 {opened:yyyy-MM-dd}",
                        $"closed_on is not after opened_on {opened:yyyy-MM-dd}"
                    )
                )
            );
        foreach (var (lesser, greater) in _options.Layer.NotAbove)
        {
            if (
                values.GetValueOrDefault(lesser) is IComparable a
                && values.GetValueOrDefault(greater) is { } b
                && a.GetType() == b.GetType()
                && a.CompareTo(b) > 0
            )
                (rejections ??= []).Add(
                    new(
                        raw.Row,
                        lesser,
                        Format(a),
                        new(
                            $"{Title(lesser).Zh} {Format(a)} 大于{Title(greater).Zh} {Format(b)}",
                            $"{lesser} {Format(a)} is above {greater} {Format(b)}"
                        )
                    )
                );
        }

        var (geometry, repair, fault) = Place(raw, values);
        if (fault is not null)
            (rejections ??= []).Add(fault);
        if (rejections is not null)
        {
            // A row without a code has the one that is made of its place, if it has a place.
            if (values.GetValueOrDefault("code") is null && geometry is not null)
                Complete(values, geometry);
            return new(raw.Row, null, rejections, MentionedCode: values.GetValueOrDefault("code") as string);
        }

        return new(raw.Row, new FeatureRecord(values, geometry), [], repair, Complete(values, geometry));
    }

    private HeaderBinding Binding(string[] header)
    {
        if (ReferenceEquals(_last?.Header, header))
            return _last;
        if (_bindings.Count > RememberedHeaders)
            _bindings.Clear();
        if (!_bindings.TryGetValue(header, out var binding))
            _bindings[header] = binding = HeaderBinding.Of(_options, header);
        Matches ??= binding.Matches;
        return _last = binding;
    }

    private Bilingual Title(string column) => _options.Layer.Column(column)?.Title ?? Bilingual.Same(column);

    private static string Format(object value) =>
        value is DateOnly day
            ? $"{day:yyyy-MM-dd}"
            : System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    private static object Scaled(ColumnDescription column, object value, double factor) =>
        value switch
        {
            int whole => (int)Math.Round(whole * factor),
            double number => number * factor,
            decimal money => decimal.Round(money * (decimal)factor, 2),
            _ => throw new ArgumentException($"{column.Name} cannot be scaled."),
        };

    private (Geometry? Geometry, GeometryRepair Repair, Rejection? Fault) Place(
        RawRow raw,
        Dictionary<string, object?> values
    )
    {
        var kind = _options.Layer.Geometry;
        if (kind == GeometryKind.None)
            return (null, GeometryRepair.None, null);
        if (raw.GeometryFault is not null)
            return (null, GeometryRepair.None, new(raw.Row, "geometry", null, raw.GeometryFault));
        if (raw.Geometry is null or { IsEmpty: true })
        {
            return _options.Layer.Name == "areas" && values.GetValueOrDefault("seat_lon") is not null
                ? (null, GeometryRepair.None, null)
                : (
                    null,
                    GeometryRepair.None,
                    new(raw.Row, "geometry", null, new("没有几何图形", "it has no geometry"))
                );
        }

        if (ToGeographic(raw.Geometry, out var at) is not { } geometry)
        {
            Outside++;
            OutsideExample ??= raw.Geometry.Coordinate;
            return (
                null,
                GeometryRepair.None,
                new(raw.Row, "geometry", at, OutsideArea(at!, CrsGuess.Likely(raw.Geometry.Coordinate, _crs.Datum)))
            );
        }

        if (_options.Expected is { } near && near.IsInReach(geometry) && !near.IsNear(geometry))
            Beside++;
        if (_options.Expected is { } county && !county.IsInReach(geometry))
        {
            Elsewhere++;
            ElsewhereExample ??= raw.Geometry.Coordinate;
            ElsewherePlace ??= geometry.Coordinate;
            if (!_options.Confirmed)
            {
                var (x, y) = (geometry.Coordinate.X, geometry.Coordinate.Y);
                return (
                    null,
                    GeometryRepair.None,
                    new(
                        raw.Row,
                        "geometry",
                        FormattableString.Invariant($"{x:0.######}, {y:0.######}"),
                        Far(county.Away(geometry.Coordinate))
                    )
                );
            }
        }

        // A township or town given as a point has a seat and no outline.
        if (_options.Layer.Name == "areas" && geometry is Point seat)
        {
            values.TryAdd("seat_lon", seat.X);
            values.TryAdd("seat_lat", seat.Y);
            return (null, GeometryRepair.None, null);
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
            return (
                null,
                GeometryRepair.None,
                new(
                    raw.Row,
                    "geometry",
                    geometry.GeometryType,
                    new(
                        $"{geometry.GeometryType} 不适合图层{_options.Layer.Title.Zh}，应为 {kind}",
                        $"{geometry.GeometryType} does not fit layer {_options.Layer.Name}, which takes {kind}"
                    )
                )
            );
        var (sound, repair, fault) = GeometryCheck.Check(geometry, _clockwiseShells);
        return (
            sound,
            repair,
            fault is null
                ? null
                : new(
                    raw.Row,
                    "geometry",
                    geometry.GeometryType,
                    new($"图形无效：{fault.Zh}", $"the geometry is invalid: {fault.En}")
                )
        );
    }

    private static Bilingual Far(Bilingual away) =>
        new($"位于{away.Zh}，确认无误时加 --confirm", $"it lies {away.En}; add --confirm if that is right");

    private Bilingual OutsideArea(string at, Bilingual? guess) =>
        new(
            $"坐标 {at} 不在 {_crs.Name} 的适用范围内。{guess?.Zh}",
            $"{at} lies outside the area of use of {_crs.Name}. {guess?.En}".TrimEnd()
        );

    private Geometry? ToGeographic(Geometry raw, out string? outside)
    {
        outside = null;
        if (raw is Point point)
        {
            if (Geographic(point.X, point.Y) is { } place)
                return _factory.CreatePoint(new Coordinate(place.Lon, place.Lat));
            outside = FormattableString.Invariant($"{point.X}, {point.Y}");
            return null;
        }

        var geometry = _crs.IsGeographic ? raw : _factory.CreateGeometry(raw); // a copy, but where nothing moves
        geometry.SRID = _factory.SRID;
        GeographicFilter filter = new(this);
        geometry.Apply(filter);
        geometry.GeometryChanged();
        outside = filter.Outside;
        return outside is null ? geometry : null;
    }

    private (double Lon, double Lat)? Geographic(double x, double y)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y))
            return null;
        var (lon, lat) = _crs.ToGeographic(x, y);
        return lon >= _crs.Area.MinX && lon <= _crs.Area.MaxX && lat >= _crs.Area.MinY && lat <= _crs.Area.MaxY
            ? (lon, lat)
            : null;
    }

    // Whether the code was made.
    private bool Complete(Dictionary<string, object?> values, Geometry? geometry)
    {
        var made = values.GetValueOrDefault("code") is null;
        if (made)
            values["code"] = MakeCode(values, geometry);
        if (values.GetValueOrDefault("status") is null)
            values["status"] = "open";
        if (values.GetValueOrDefault("source") is null)
            values["source"] = _fileName;
        if (
            _options.Layer.Name == "hamlets"
            && values.GetValueOrDefault("village_code") is null
            && values["code"] is string { Length: 15 } code
            && code.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
        )
            values["village_code"] = code[..12];
        return made;
    }

    // The same place, name and source give the same code each time.
    private string MakeCode(Dictionary<string, object?> values, Geometry? geometry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes(
                $"{_fileName}|{values.GetValueOrDefault("name")}|{values.GetValueOrDefault("seat_lon")}|"
                    + $"{values.GetValueOrDefault("seat_lat")}|"
            )
        );
        if (geometry is not null)
            hash.AppendData(geometry.AsBinary());
        else
            foreach (var (column, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
                hash.AppendData(Encoding.UTF8.GetBytes($"{column}={value};"));
        return "x" + System.Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private sealed class GeographicFilter(RowConverter converter) : ICoordinateSequenceFilter
    {
        public string? Outside { get; private set; }

        public bool Done => Outside is not null;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = (seq.GetX(i), seq.GetY(i));
            if (converter.Geographic(x, y) is { } place)
            {
                seq.SetX(i, place.Lon);
                seq.SetY(i, place.Lat);
            }
            else
            {
                Outside = FormattableString.Invariant($"{x}, {y}");
            }
        }
    }
}
