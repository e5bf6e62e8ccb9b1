using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Moving;

/// <summary>Writes candidates in the formats that bureaus have; each says when the data is synthetic.</summary>
public static class CandidateFormats
{
    private static readonly string[] Columns =
    [
        "code",
        "name",
        "villageCode",
        "village",
        "township",
        "households",
        "population",
        "consentingHouseholds",
        "relocate",
        "testsMet",
        "testsUnknown",
        "recommended",
        "harsh",
        "harshM",
        "fragile",
        "fragileShare",
        "scattered",
        "transport",
        "transportM",
        "cost",
        "servingYuan",
        "servingComplete",
        "servingYuanPerHousehold",
        "movingYuanPerHousehold",
        "reasons",
        "lon",
        "lat",
        "asOf",
        "note",
    ];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names => FeatureTable.Names;

    /// <summary>Writes a document; in GeoJSON a hamlet is a point.</summary>
    public static Task WriteAsync(
        Stream target,
        string format,
        CandidateDocument document,
        string? language,
        CancellationToken cancellationToken
    ) =>
        format == "xlsx"
            ? DocumentTable.Of(document).WriteAsync(target, format, language, cancellationToken)
            : new FeatureTable(
                [("asOf", document.AsOf), ("synthetic", document.Synthetic)],
                Columns,
                [.. document.Items.Select(i => Row(document, i))],
                [.. document.Items.Select(i => GeoJsonWriter.Point(i.Lon, i.Lat))]
            ).WriteAsync(target, format, document, cancellationToken);

    private static object?[] Row(CandidateDocument d, CandidateItem i)
    {
        CandidateTestItem Test(string name) => i.Tests.Single(t => t.Test == name);
        return
        [
            i.Code,
            i.Name,
            i.VillageCode,
            i.Village,
            i.Township,
            i.Households,
            i.Population,
            i.ConsentingHouseholds,
            i.Relocate,
            i.TestsMet,
            i.TestsUnknown,
            i.Recommended,
            Test("harsh").Verdict,
            Test("harsh").Value,
            Test("fragile").Verdict,
            Test("fragile").Value,
            Test("scattered").Verdict,
            Test("transport").Verdict,
            Test("transport").Value,
            Test("cost").Verdict,
            i.ServingYuan,
            i.ServingComplete,
            i.ServingYuanPerHousehold,
            i.MovingYuanPerHousehold,
            string.Concat(i.Tests.Where(t => t.Verdict == "met").Select(t => t.Sentence.Zh)),
            i.Lon,
            i.Lat,
            d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            d.Synthetic ? CountyState.SyntheticNote.Zh : null,
        ];
    }
}
