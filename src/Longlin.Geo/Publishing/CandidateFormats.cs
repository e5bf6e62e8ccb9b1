using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Coverage;
using MiniExcelLibs;

namespace Longlin.Geo.Publishing;

/// <summary>Writes candidates in the formats that bureaus have; each says when the data is synthetic.</summary>
public static class CandidateFormats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Columns =
    [
        "code", "name", "villageCode", "village", "township", "households", "population", "consentingHouseholds", "relocate", "testsMet", "testsUnknown", "recommended", "harsh", "harshM", "fragile", "fragileShare", "scattered", "transport", "transportM", "cost",
        "servingYuan", "servingComplete", "servingYuanPerHousehold", "movingYuanPerHousehold", "reasons", "lon", "lat", "asOf", "note",
    ];

    /// <summary>The formats by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["json", "csv", "xlsx"];

    /// <summary>Writes a document.</summary>
    public static async Task WriteAsync(Stream target, string format, CandidateDocument document, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case "json":
                await JsonSerializer.SerializeAsync(target, document, Json, cancellationToken);
                break;
            case "csv":
                await CsvTable.WriteAsync(target, Columns, document.Items.Select(i => (IEnumerable<object?>)Row(document, i)).ToAsyncEnumerable(), cancellationToken);
                break;
            case "xlsx":
                using (MemoryStream workbook = new())
                {
                    await MiniExcel.SaveAsAsync(workbook, document.Items.Select(i => Columns.Zip(Row(document, i)).ToDictionary(c => c.First, c => c.Second)), sheetName: "candidates", cancellationToken: cancellationToken);
                    await target.WriteAsync(workbook.ToArray(), cancellationToken);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    private static object?[] Row(CandidateDocument d, CandidateItem i)
    {
        CandidateTestItem Test(string name) => i.Tests.Single(t => t.Test == name);
        return
        [
            i.Code, i.Name, i.VillageCode, i.Village, i.Township, i.Households, i.Population, i.ConsentingHouseholds, i.Relocate, i.TestsMet, i.TestsUnknown, i.Recommended, Test("harsh").Verdict, Test("harsh").Value, Test("fragile").Verdict, Test("fragile").Value,
            Test("scattered").Verdict, Test("transport").Verdict, Test("transport").Value, Test("cost").Verdict, i.ServingYuan, i.ServingComplete, i.ServingYuanPerHousehold, i.MovingYuanPerHousehold, string.Concat(i.Tests.Where(t => t.Verdict == "met").Select(t => t.Sentence.Zh)),
            i.Lon, i.Lat, d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.Synthetic ? CountyState.SyntheticNote.Zh : null,
        ];
    }
}
