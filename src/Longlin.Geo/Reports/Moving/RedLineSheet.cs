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
    private static readonly string Css = $$"""
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
        """;

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

    /// <summary>The surfaces that are drawn as hardened.</summary>
    public required IReadOnlyList<string> HardSurfaces { get; init; }

    /// <summary>Titles of the kinds of zones.</summary>
    public required Func<string, string> KindTitle { get; init; }

    /// <summary>
    /// The 3-degree zone of a longitude and its CGCS2000 projection with the zone's number (EPSG:4513 is zone 25).
    /// </summary>
    public static (int Zone, int Srid) ZoneOf(double lon)
    {
        var zone = Math.Clamp((int)Math.Round(lon / 3), 25, 45);
        return (zone, 4513 + zone - 25);
    }

    /// <summary>The sheet as a page of HTML that prints on A4 at its scale.</summary>
    public string Html(string language)
    {
        string Say(string zh, string english) => language == "en" ? english : zh;
        StringBuilder page = new();
        Head(page, language, Say);
        if (Proposed is { } proposed)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"note\">{Text(Say("建议范围，尚未划定。", "Proposed, not drawn yet. "))}"
                    + $"{Text(proposed.Pick(language))}</p>"
            );
        new RedLineMap
        {
            Line = Line,
            IsProposed = Proposed is not null,
            Around = Around,
            HardSurfaces = HardSurfaces,
            KindTitle = KindTitle,
            North = Say("北", "N"),
        }.AppendTo(page);
        Facts(page, Say);
        LandClasses(page, Say);
        Points(page, Say);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"sign\"><span>{Text(Say("制图：", "Drawn by:"))}</span><span>"
                + $"{Text(Say("审核：", "Checked by:"))}</span><span>{Text(Say("日期：", "Date:"))}</span></p></body>"
                + $"</html>"
        );
        return page.ToString();
    }

    private void Head(StringBuilder page, string language, Func<string, string, string> say)
    {
        var name = $"{Item?.Township} {Item?.Village} {Hamlet.Name ?? Hamlet.Code}".Trim();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html><html lang="{(language == "en" ? "en" : "zh-CN")}"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{Text(say("红线图", "Red line"))} {Text(name)}</title><style>{Css}</style></head>
            <body><h1>{Text(name)}{Text(say("搬出地红线图", " – red line of the place left"))}</h1>
            <p class="sub">{Text(Hamlet.Code)} · {Text(say("截至", "as of"))} {Document.AsOf:yyyy-MM-dd}
            """
        );
        // The day that is asked about is not the day that the data speaks for.
        if (Document.DataDate is { } dataDate)
            page.Append(CultureInfo.InvariantCulture, $" · {Text(say("数据截至", "data of"))} {dataDate:yyyy-MM-dd}");
        page.Append(CultureInfo.InvariantCulture, $" · {Text(Document.Standard)} v{Text(Document.StandardVersion)}");
        if (Document.Synthetic)
            page.Append(CultureInfo.InvariantCulture, $" · <b>{Text(CountyState.SyntheticNote.Pick(language))}</b>");
        page.Append("</p>");
    }

    private void Facts(StringBuilder page, Func<string, string, string> say)
    {
        page.Append("<h2>").Append(Text(say("面积与恢复", "Area and restoration"))).Append("</h2><table>");
        Pair(say("面积", "area"), $"{Number(AreaM2)} m² = {Mu(AreaM2)} {say("亩", "mu")}");
        Pair(
            say("搬空日期", "vacated on"),
            Item is null
                ? say("尚未搬空", "not vacated yet")
                : Item.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? say("未知", "not known")
        );
        Pair(
            say("已复垦", "reclaimed"),
            Item?.ReclaimedM2 is { } reclaimed
                ? $"{Number(reclaimed)} m² = {Mu(reclaimed)} {say("亩", "mu")}"
                : say("未知，请自然资源部门补充", "not known: the bureau of natural resources can tell")
        );
        Pair(
            say("其中退耕还林", "of it reforested"),
            Item?.ReforestedM2 is { } wooded ? $"{Number(wooded)} m² = {Mu(wooded)} {say("亩", "mu")}" : "–"
        );
        Pair(
            say("线内新建工程（禁止）", "new works inside (forbidden)"),
            Item?.Forbidden is { } inside
                ? inside.Count == 0
                    ? say("无", "none")
                    : string.Join("; ", inside.Select(f => $"{f.Code} {f.Name} {f.Kind} {f.Status}"))
                : say("未划定，无法判断", "no line, nobody can tell")
        );
        Pair(say("红线编号", "red lines"), Item is { RedLines.Count: > 0 } ? string.Join(", ", Item.RedLines) : "–");
        Pair(say("资料来源", "sources"), Item?.Sources ?? say("未注明", "not stated"));
        page.Append("</table>");

        void Pair(string title, string value) =>
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th style=\"width:45mm\">{Text(title)}</th><td>{Text(value)}</td></tr>"
            );
    }

    private void LandClasses(StringBuilder page, Func<string, string, string> say)
    {
        page.Append("<h2>").Append(Text(say("线内地类", "Land classes inside"))).Append("</h2>");
        if (Item?.Land is { Count: > 0 } land)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<table><tr><th>{Text(say("类别", "class"))}<th>{Text(say("公顷", "ha"))}<th>"
                    + $"{Text(say("亩", "mu"))}<th>{Text(say("占红线", "share"))}<th>{Text(say("图斑", "zones"))}</tr>"
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
                ? say("红线未划定。", "No red line has been drawn.")
                : say(
                    "库中的区域图层没有与红线相交的地类。",
                    "No land class in the zones layer intersects the red line."
                );
            page.Append(CultureInfo.InvariantCulture, $"<p>{Text(none)}</p>");
        }
    }

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
        foreach (var (number, c) in RedLineMap.Corners(Line))
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>J{number}<td class=n>{c.Y:0.000}<td class=n>{c.X:0.000}</tr>"
            );
        page.Append("</table></div>");
    }

    private static string Mu(double squareMetres) =>
        RedLineProposal.Mu(squareMetres)!.Value.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
