using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What the reference says of one operation beyond its summary.</summary>
/// <param name="Description">What it answers, and what one must know to read the answer.</param>
/// <param name="Example">A query that works with the demonstration county; empty where none is needed.</param>
/// <param name="Status">Of success.</param>
/// <param name="Media">Media types of success; empty: as the handler's signature says.</param>
internal sealed record OperationText(Bilingual Description, string Example, int Status, IReadOnlyList<string> Media)
{
    public const string Json = "application/json";
    public const string GeoJson = "application/geo+json";
    public const string Csv = "text/csv";
    public const string Html = "text/html";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
