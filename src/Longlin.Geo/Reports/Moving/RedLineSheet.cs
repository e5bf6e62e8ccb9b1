using System.Globalization;
using System.Net;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Moving;

/// <summary>What the sheet of a red line 红线图 shows.</summary>
public sealed record RedLineSheet
{
    // A4 with margins of 15 mm; the map takes the width.
    private const double WidthMm = 180;
    private const double HeightMm = 130;
    private static readonly int[] Scales = [500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000];
    private static readonly Dictionary<string, string> Ink = new()
    {
        ["basic_farmland"] = Palette.Own["farmland"],
        ["ecological_red_line"] = Palette.Own["ecological"],
        ["hazard"] = Palette.Own["hazard"],
        ["flood"] = Palette.Own["flood"],
    };

    /// <summary>As in the list; null for a hamlet that is not vacated yet.</summary>
    public required RedLineItem? Item { get; init; }

    /// <summary>Code and name of the hamlet.</summary>
    public required (string Code, string? Name) Hamlet { get; init; }

    /// <summary>The line in the sheet's projection; metres, east with the zone's number before it.</summary>
    public required Geometry Line { get; init; }

    /// <summary>Square metres on the ellipsoid.</summary>
    public required double AreaM2 { get; init; }

    /// <summary>What the line rests on where it is only proposed; null where it is drawn.</summary>
    public required Bilingual? Proposed { get; init; }

    /// <summary>What lies around.</summary>
    public required IReadOnlyList<RedLineNeighbour> Around { get; init; }

    /// <summary>Number of the 3-degree zone, 35 for 105° E.</summary>
    public required int Zone { get; init; }

    /// <summary>The list it belongs to.</summary>
    public required RedLineDocument Document { get; init; }

    /// <summary>Titles of the kinds of zones.</summary>
    public required Func<string, string> KindTitle { get; init; }

    /// <summary>The surfaces that are drawn as hardened.</summary>
    public required IReadOnlyList<string> HardSurfaces { get; init; }

    /// <summary>
    /// The 3-degree zone of a longitude and its CGCS2000 projection with the zone's number (EPSG:4513 is zone 25).
    /// </summary>
    public static (int Zone, int Srid) ZoneOf(double lon)
    {
        var zone = Math.Clamp((int)Math.Round(lon / 3), 25, 45);
        return (zone, 4513 + zone - 25);
    }

    /// <summary>The smallest of the usual scales at which a line fits the map with a margin.</summary>
    public static int ScaleOf(Envelope line) =>
        Scales.FirstOrDefault(
            s => line.Width * 1000 / s <= WidthMm * 0.7 && line.Height * 1000 / s <= HeightMm * 0.7,
            Scales[^1]
        );

    /// <summary>Metres around a line that the map at its scale may show.</summary>
    public static double MarginOf(Envelope line) => WidthMm * ScaleOf(line) / 1000;

    /// <summary>The sheet as a page of HTML that prints on A4 at its scale.</summary>
    public string Html(string language)
    {
        var en = language == "en";
        string Say(string zh, string english) => en ? english : zh;
        StringBuilder page = new();
        var name = $"{Item?.Township} {Item?.Village} {Hamlet.Name ?? Hamlet.Code}".Trim();
        page.Append(
            CultureInfo.InvariantCulture,
            $$"""
            <!doctype html><html lang="{{(
                en ? "en" : "zh-CN"
            )}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{Text(
                Say("红线图", "Red line")
            )}} {{Text(name)}}</title><style>
            @page{size:A4;margin:12mm 15mm}
            body{font:9pt/1.45 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;
            color:{{Palette.Own["ink"]}};width:180mm;margin:6mm auto}
            @media print{body{margin:0} }
            h1{font-size:15pt;text-align:center;margin:0 0 1mm}h2{font-size:10pt;margin:3mm 0 1mm}
            .sub{text-align:center;margin:0 0 2mm}svg{display:block;border:.3mm solid {{Palette.Own["ink"]}}}
            table{border-collapse:collapse;width:100%}
            td,th{border:.1mm solid {{Palette.Own["zone"]}};padding:.4mm 1.5mm;text-align:left;font-weight:400}
            th{background:{{Palette.Own["ground"]}}}td.n{text-align:right;font-variant-numeric:tabular-nums}
            .points{columns:2;column-gap:4mm}.points table{break-inside:auto}tr{break-inside:avoid}
            .note{border:.3mm solid {{Palette.Own["warnText"]}};padding:1mm 2mm;margin:2mm 0}
            .sign{display:flex;justify-content:space-between;margin-top:4mm}
            </style></head><body><h1>{{Text(name)}}{{Text(
                Say("搬出地红线图", " – red line of the place left")
            )}}</h1><p class="sub">{{Text(Hamlet.Code)}} · {{Text(
                Say("数据截至", "as of")
            )}} {{Document.AsOf:yyyy-MM-dd}}
            """
        );
        if (Document.Synthetic)
            page.Append(CultureInfo.InvariantCulture, $" · <b>{Text(CountyState.SyntheticNote.Pick(language))}</b>");
        page.Append("</p>");
        if (Proposed is { } proposed)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"note\">{Text(Say("建议范围，尚未划定。", "Proposed, not drawn yet. "))}"
                    + $"{Text(proposed.Pick(language))}</p>"
            );
        Map(page, Say);
        page.Append("<h2>").Append(Text(Say("面积与恢复", "Area and restoration"))).Append("</h2><table>");
        Pair(Say("面积", "area"), $"{Number(AreaM2)} m² = {Mu(AreaM2)} {Say("亩", "mu")}");
        Pair(
            Say("搬空日期", "vacated on"),
            Item is null
                ? Say("尚未搬空", "not vacated yet")
                : Item.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Say("未知", "not known")
        );
        Pair(
            Say("已复垦", "reclaimed"),
            Item?.ReclaimedM2 is { } reclaimed
                ? $"{Number(reclaimed)} m² = {Mu(reclaimed)} {Say("亩", "mu")}"
                : Say("未知，请自然资源部门补充", "not known: the bureau of natural resources can tell")
        );
        Pair(
            Say("其中退耕还林", "of it reforested"),
            Item?.ReforestedM2 is { } wooded ? $"{Number(wooded)} m² = {Mu(wooded)} {Say("亩", "mu")}" : "–"
        );
        Pair(
            Say("线内新建工程（禁止）", "new works inside (forbidden)"),
            Item?.Forbidden is { } inside
                ? inside.Count == 0
                    ? Say("无", "none")
                    : string.Join("; ", inside.Select(f => $"{f.Code} {f.Name} {f.Kind} {f.Status}"))
                : Say("未划定，无法判断", "no line, nobody can tell")
        );
        Pair(Say("红线编号", "red lines"), Item is { RedLines.Count: > 0 } ? string.Join(", ", Item.RedLines) : "–");
        Pair(Say("资料来源", "sources"), Item?.Sources ?? Say("未注明", "not stated"));
        page.Append("</table><h2>").Append(Text(Say("线内地类", "Land classes inside"))).Append("</h2>");
        if (Item?.Land is { Count: > 0 } land)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<table><tr><th>{Text(Say("类别", "class"))}<th>{Text(Say("公顷", "ha"))}<th>"
                    + $"{Text(Say("亩", "mu"))}<th>{Text(Say("占红线", "share"))}<th>{Text(Say("图斑", "zones"))}</tr>"
            );
            foreach (var l in land)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{Text(KindTitle(l.Kind))}<td class=n>{l.AreaHectares:0.0000}<td "
                        + $"class=n>{Mu(l.AreaM2)}<td class=n>{100 * l.AreaM2 / AreaM2:0.0} "
                        + $"%<td>{Text(string.Join(", ", l.Codes))}</tr>"
                );
            page.Append("</table>");
        }
        else
        {
            var none = Item?.Land is null
                ? Say("红线未划定。", "No red line has been drawn.")
                : Say(
                    "库中的区域图层没有与红线相交的地类。",
                    "No land class in the zones layer intersects the red line."
                );
            page.Append(CultureInfo.InvariantCulture, $"<p>{Text(none)}</p>");
        }

        Points(page, Say);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"sign\"><span>{Text(Say("制图：", "Drawn by:"))}</span><span>"
                + $"{Text(Say("审核：", "Checked by:"))}</span><span>{Text(Say("日期：", "Date:"))}</span></p></body>"
                + $"</html>"
        );
        return page.ToString();

        void Pair(string title, string value) =>
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th style=\"width:45mm\">{Text(title)}</th><td>{Text(value)}</td></tr>"
            );
    }

    private void Map(StringBuilder page, Func<string, string, string> say)
    {
        var (box, scale) = (Line.EnvelopeInternal, ScaleOf(Line.EnvelopeInternal));
        var (x0, y0) = (box.Centre.X - WidthMm * scale / 2000, box.Centre.Y + HeightMm * scale / 2000);
        (double X, double Y) At(Coordinate c) => ((c.X - x0) * 1000 / scale, (y0 - c.Y) * 1000 / scale);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WidthMm}mm\" height=\"{HeightMm}mm\" "
                + $"viewBox=\"0 0 {WidthMm} {HeightMm}\" role=\"img\" font-size=\"2.6\"><rect width=\"{WidthMm}\" "
                + $"height=\"{HeightMm}\" fill=\"{Palette.Own["paper"]}\"/><defs>"
        );
        foreach (var (kind, ink) in Ink)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<pattern id=\"{kind}\" width=\"2.5\" height=\"2.5\" patternUnits=\"userSpaceOnUse\" "
                    + $"patternTransform=\"rotate({45 * (1 + Ink.Keys.ToList().IndexOf(kind))})\"><path d=\"M0 "
                    + $"0V2.5\" stroke=\"{ink}\" stroke-width=\".3\"/></pattern>"
            );
        page.Append("</defs>");
        foreach (var n in Around)
        {
            var title =
                "<title>"
                + $"{Text($"{n.Code} {n.Name} {(n.Layer == "zones" ? KindTitle(n.Kind!) : n.Kind)}".Trim())}</title>";
            if (n.Layer == "zones")
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"{Path(n.Shape, At)}\" fill=\""
                        + $"{(Ink.ContainsKey(n.Kind!) ? $"url(#{n.Kind})" : "none")}\" "
                        + $"stroke=\"{Ink.GetValueOrDefault(n.Kind!, Palette.Own["zone"])}\" stroke-width=\".15\" "
                        + $"fill-rule=\"evenodd\">{title}</path>"
                );
            else if (n.Layer == "roads")
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"{Path(n.Shape, At)}\" fill=\"none\" stroke=\"{Palette.Own["site"]}\" "
                        + $"stroke-width=\".6\""
                        + $"{(IsPaved(n) ? "" : " stroke-dasharray=\"1.6 .8\"")}>"
                        + $"{title}</path>"
                );
            else
                Mark(n, title);
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"{Path(Line, At)}\" fill=\"{Palette.Own["vacated"]}\" fill-opacity=\".06\" "
                + $"stroke=\"{Palette.Own["vacated"]}\" "
                + $"stroke-width=\".7\" stroke-dasharray=\"{(Proposed is null ? "none" : "3 1.2")}\" "
                + $"fill-rule=\"evenodd\"/>"
        );
        var every = Math.Max(1, (int)Math.Ceiling(Corners().Count / 24.0));
        foreach (var (number, c) in Corners())
        {
            var (x, y) = At(c);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\".5\" fill=\"{Palette.Own["white"]}\" "
                    + $"stroke=\"{Palette.Own["vacated"]}\" "
                    + $"stroke-width=\".2\"/>"
            );
            if ((number - 1) % every == 0)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{x + 0.8:0.##}\" y=\"{y - 0.8:0.##}\" font-size=\"2.2\">J{number}</text>"
                );
        }

        // The arrow shows grid north: up is up on the whole sheet.
        var bar = Nice(40.0 * scale / 1000);
        var length = bar * 1000 / scale;
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <g transform="translate(170 6)"><path d="M0 0L2.6 11L0 8.8L-2.6 11Z" fill="{Palette.Own["ink"]}"/>
            <text x="0" y="15" text-anchor="middle" font-size="3.4">{Text(
                say("北", "N")
            )}</text></g>
            <g transform="translate(6 {HeightMm - 6})"><path d="M0 -1.5V0H{length:0.##}V-1.5M{length
                / 2:0.##} -1V0" fill="none" stroke="{Palette.Own["ink"]}" stroke-width=".4"/>
            <text x="0" y="-2.4">0</text><text x="{length:0.##}" y="-2.4" text-anchor="middle">{bar:0} m</text>
            <text x="{length
                + 4:0.##}" y="0" font-size="3.4">1:{scale:#,0}</text></g></svg>
            """
        );

        void Mark(RedLineNeighbour n, string title)
        {
            var (x, y) = At(n.Shape.Centroid.Coordinate);
            var shape =
                n.Layer == "hamlets"
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"1\" fill=\"{Palette.Own["ink"]}\"/>"
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"<rect x=\"{x - 0.8:0.##}\" y=\"{y - 0.8:0.##}\" width=\"1.6\" height=\"1.6\" "
                            + $"fill=\"{Palette.Own["white"]}\" stroke=\"{Palette.Own["ink"]}\" stroke-width=\".25\"/>"
                    );
            page.Append(
                CultureInfo.InvariantCulture,
                $"<g>{title}{shape}<text "
                    + $"x=\"{x + 1.6:0.##}\" y=\"{y + 1:0.##}\">{Text(n.Name ?? n.Code)}</text></g>"
            );
        }
    }

    private bool IsPaved(RedLineNeighbour road) => road.Kind is { } surface && HardSurfaces.Contains(surface);

    private void Points(StringBuilder page, Func<string, string, string> say)
    {
        var (meridian, numbered, plain) = (3 * Zone, 4513 + Zone - 25, 4534 + Zone - 25);
        var system = say(
            $"CGCS2000，3度带第{Zone}带（中央经线{meridian}°），EPSG:{numbered}，X为北、Y为东并冠带号；"
                + $"去掉带号（Y 减 {Zone},000,000）即 EPSG:{plain}。单位：米。",
            $"CGCS2000, 3-degree zone {Zone} (central meridian {meridian}°), EPSG:{numbered}: X is north, Y is east "
                + $"with the zone's number; without it (Y less {Zone},000,000) EPSG:{plain}. Metres."
        );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{Text(say("界址点坐标", "Corners"))}</h2><p>"
                + $"{Text(system)}</p>"
                + $"<div class=\"points\"><table><tr><th>{Text(say("点号", "point"))}<th>X<th>Y</tr>"
        );
        foreach (var (number, c) in Corners())
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>J{number}<td class=n>{c.Y:0.000}<td class=n>{c.X:0.000}</tr>"
            );
        page.Append("</table></div>");
    }

    // Corners of all rings, the closing one left out; numbered through, so that a table and the map agree.
    private List<(int Number, Coordinate At)> Corners() =>
        [
            .. Enumerable
                .Range(0, Line.NumGeometries)
                .Select(Line.GetGeometryN)
                .OfType<Polygon>()
                .SelectMany(p => p.InteriorRings.Prepend(p.ExteriorRing))
                .SelectMany(r => r.Coordinates.SkipLast(1))
                .Select((c, k) => (k + 1, c)),
        ];

    private static string Path(Geometry shape, Func<Coordinate, (double X, double Y)> at)
    {
        StringBuilder d = new();
        for (var g = 0; g < shape.NumGeometries; g++)
        {
            IEnumerable<LineString> lines = shape.GetGeometryN(g) switch
            {
                Polygon p => p.InteriorRings.Prepend(p.ExteriorRing),
                LineString l => [l],
                _ => [],
            };
            foreach (var line in lines)
                for (var k = 0; k < line.NumPoints; k++)
                {
                    var (x, y) = at(line.GetCoordinateN(k));
                    d.Append(CultureInfo.InvariantCulture, $"{(k == 0 ? 'M' : 'L')}{x:0.##} {y:0.##}");
                }
        }

        return d.ToString();
    }

    private static double Nice(double metres)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(metres)));
        return power
            * (metres / power) switch
            {
                >= 5 => 5,
                >= 2 => 2,
                _ => 1,
            };
    }

    private static string Mu(double squareMetres) =>
        RedLineReport.Mu(squareMetres)!.Value.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
