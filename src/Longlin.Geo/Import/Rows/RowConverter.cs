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
    private readonly SourceFile? _file;
    private readonly string _fileName;
    private readonly Dictionary<string, ColumnMatch> _matches = [];
    private HeaderBinding? _last;
    private Geometry? _place;

    /// <exception cref="ImportException">A fixed value does not fit its column.</exception>
    public RowConverter(ImportOptions options, SpatialReference crs, bool clockwiseShells, SourceFile? file = null)
    {
        (_options, _crs, _clockwiseShells, _file) = (options, crs, clockwiseShells, file);
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

    /// <summary>How the headers of all rows so far were understood.</summary>
    public IReadOnlyList<ColumnMatch> Matches => [.. _matches.Values];

    /// <summary>Whether some column of the file goes to a column of the layer.</summary>
    public bool KnowsSome { get; private set; }

    /// <summary>Checks one row.</summary>
    public ImportedRow Convert(RawRow raw)
    {
        var binding = Binding(raw.Header);
        List<Repair>? repairs = null;
        if (raw.PassedOver is { } why)
            return new(raw.Row, null, [], [Repair.PassedOver(raw, why)]);
        List<Rejection>? rejections = null;
        Dictionary<string, object?> values = new(binding.Columns.Length + _fixed.Count + 6);
        foreach (var (name, value) in _fixed)
            values[name] = value;
        foreach (var bound in binding.Columns)
            Read(raw, bound, values, ref repairs, ref rejections);
        Require(raw, values, ref rejections);
        Compare(raw, values, ref rejections);
        var (geometry, repair, fault) = Place(raw, values);
        if (fault is not null)
            (rejections ??= []).Add(fault);
        if (rejections is not null)
        {
            // A row without a code has the one that is made of its place, if it has a place.
            if (values.GetValueOrDefault("code") is null && geometry is not null)
                Complete(values, geometry);
            return new(
                raw.Row,
                null,
                rejections,
                MentionedCode: values.GetValueOrDefault("code") as string,
                Place: geometry ?? _place
            );
        }
        if (repair != GeometryRepair.None)
            GeometryRepairs.Add(raw.Row, repair, ref repairs);
        return new(
            raw.Row,
            new FeatureRecord(values, geometry),
            [],
            repairs,
            Complete(values, geometry),
            Place: geometry ?? _place
        );
    }

    private void Read(
        RawRow raw,
        HeaderBinding.BoundColumn bound,
        Dictionary<string, object?> values,
        ref List<Repair>? repairs,
        ref List<Rejection>? rejections
    )
    {
        var (column, source, factor, isCode) = bound;
        var given = raw.Values[source];
        if (given is CellFault bad)
        {
            (rejections ??= []).Add(new(raw.Row, column.Name, bad.Shown, bad.Reason));
            return;
        }

        if (_options.Meanings.Count > 0)
            given = _options.Meanings.Of(column, given);
        if (_options.References.Any)
        {
            given = _options.References.Read(column, given, out var unknown);
            if (unknown is not null)
            {
                (rejections ??= []).Add(Unknown(raw, column, source, unknown));
                return;
            }
        }

        if (column.Type is ColumnType.Text or ColumnType.Texts)
            given = TextCheck.Taken(raw.Row, column, isCode, given, ref repairs, ref rejections);
        var value = ValueParser.Parse(column, given, out var reason);
        if (reason is not null)
            (rejections ??= []).Add(Unknown(raw, column, source, reason));
        values[column.Name] =
            value is null || factor is 1 || ValueParser.HasUnit(given) ? value : Scaled(column, value, factor);
    }

    private void Require(RawRow raw, Dictionary<string, object?> values, ref List<Rejection>? rejections)
    {
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
                        _file is null
                            ? new($"缺少 {column.Title.Zh}", $"{column.Name} is missing")
                            : new(
                                $"缺少 {column.Title.Zh}，可用 --map 或 --set 给出",
                                $"{column.Name} is missing: give it by --map or --set"
                            )
                    )
                );
        }
    }

    // What the columns of a row say of each other.
    private void Compare(RawRow raw, Dictionary<string, object?> values, ref List<Rejection>? rejections)
    {
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
    }

    private Rejection Unknown(RawRow raw, ColumnDescription column, int source, Bilingual reason)
    {
        var value = raw.Values[source]?.ToString();
        if (_file is null || (column.Values is null && !_options.References.Has(column)))
            return new(raw.Row, column.Name, value, reason);
        // A word that a closed set does not know: the user may say what it means.
        var word = value?.Trim();
        return new(
            raw.Row,
            column.Name,
            value,
            new(
                $"{reason.Zh}；或用 --value {column.Name}:{word}=值 指明",
                $"{reason.En}, or say what it means with --value {column.Name}:{word}=VALUE"
            )
        )
        {
            Word = word,
        };
    }

    private HeaderBinding Binding(string[] header)
    {
        if (ReferenceEquals(_last?.Header, header))
            return _last;
        if (_bindings.Count > RememberedHeaders)
            _bindings.Clear();
        if (!_bindings.TryGetValue(header, out var binding))
        {
            _bindings[header] = binding = HeaderBinding.Of(_options, header, _file?.HeaderEncoding);
            KnowsSome |= binding.Columns.Length > 0;
            foreach (var match in binding.Matches(_file?.PlaceColumns).Where(m => m.Source.Trim().Length > 0))
            {
                if (
                    !_matches.TryGetValue(match.Source, out var seen)
                    || (seen.Target is null && match.Target is not null)
                )
                    _matches[match.Source] = match;
            }
        }

        return _last = binding;
    }

    private Bilingual Title(string column) => _options.Layer.Column(column)?.Title ?? Bilingual.Same(column);

    private static string Format(object value) =>
        value is DateOnly day ? $"{day:yyyy-MM-dd}"
        : value is DateTime moment ? MomentText.Iso(moment)
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
        _place = null;
        var kind = _options.Layer.Geometry;
        if (kind == GeometryKind.None)
            return (null, GeometryRepair.None, null);
        if (raw.GeometryFault is not null)
            return Misplaced(raw, null, raw.GeometryFault);
        if (raw.Geometry is null or { IsEmpty: true })
            return _options.Layer.Name == "areas" && values.GetValueOrDefault("seat_lon") is not null
                ? (null, GeometryRepair.None, null)
                : Misplaced(raw, null, new("没有几何图形", "it has no geometry"));
        if (ToGeographic(Single(raw.Geometry, kind), out var at) is not { } geometry)
        {
            Outside++;
            OutsideExample ??= raw.Geometry.Coordinate;
            return Misplaced(raw, at, OutsideArea(at!, CrsGuess.Likely(raw.Geometry.Coordinate, _crs.Datum)));
        }

        _place = geometry;
        if (Away(raw, geometry) is { } away)
            return Misplaced(
                raw,
                FormattableString.Invariant($"{geometry.Coordinate.X:0.######}, {geometry.Coordinate.Y:0.######}"),
                away
            );
        // A township or town given as a point has a seat and no outline.
        if (_options.Layer.Name == "areas" && geometry is Point seat)
        {
            values.TryAdd("seat_lon", seat.X);
            values.TryAdd("seat_lat", seat.Y);
            return (null, GeometryRepair.None, null);
        }

        if (!Fits(geometry, kind))
            return Misplaced(
                raw,
                geometry.GeometryType,
                new(
                    $"{ShapeWords.Of(geometry).Zh}不适合图层{_options.Layer.Title.Zh}，应为{ShapeWords.Of(kind).Zh}",
                    $"{ShapeWords.Of(geometry).En} does not fit layer {_options.Layer.Name}, which takes "
                        + ShapeWords.Of(kind).En
                )
            );
        var (sound, repair, fault) = GeometryCheck.Check(geometry, _clockwiseShells);
        return fault is null
            ? (sound, repair, null)
            : (
                sound,
                repair,
                new(
                    raw.Row,
                    "geometry",
                    geometry.GeometryType,
                    new($"图形无效：{fault.Zh}", $"the geometry is invalid: {fault.En}")
                )
            );
    }

    private static (Geometry? Geometry, GeometryRepair Repair, Rejection? Fault) Misplaced(
        RawRow raw,
        string? shown,
        Bilingual reason
    ) => (null, GeometryRepair.None, new(raw.Row, "geometry", shown, reason));

    // Counts what lies beside the county or elsewhere; why it is refused, or null.
    private Bilingual? Away(RawRow raw, Geometry geometry)
    {
        if (_options.Expected is not { } county)
            return null;
        if (county.IsInReach(geometry))
        {
            if (!county.IsNear(geometry))
                Beside++;
            return null;
        }

        Elsewhere++;
        ElsewhereExample ??= raw.Geometry!.Coordinate;
        ElsewherePlace ??= geometry.Coordinate;
        return _options.Confirmed ? null : Far(county.Away(geometry.Coordinate));
    }

    private static bool Fits(Geometry geometry, GeometryKind kind) =>
        kind switch
        {
            GeometryKind.Point => geometry is Point,
            GeometryKind.Line => geometry is LineString or MultiLineString,
            GeometryKind.Polygon => geometry is Polygon or MultiPolygon,
            GeometryKind.PointOrPolygon => geometry is Point or Polygon or MultiPolygon,
            _ => true,
        };

    // A collection of one part is that part; lines and areas of several parts are taken as they are.
    private static Geometry Single(Geometry geometry, GeometryKind kind)
    {
        while (
            geometry is GeometryCollection { NumGeometries: 1 } many
            && (many is MultiPoint || many.GetType() == typeof(GeometryCollection) || kind == GeometryKind.Point)
        )
            geometry = many.GetGeometryN(0);
        return geometry;
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
            values["code"] = CodeText.Made(_options.Layer, values, geometry);
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
