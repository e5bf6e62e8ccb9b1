using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Server.Jobs;

/// <summary>One reason against a row, in the reader's language.</summary>
public sealed record RejectItem(long Row, string? Field, string? Value, string Reason);

/// <summary>What an import did, or would do.</summary>
public sealed record ImportDocument(
    long? ImportId,
    string Layer,
    bool DryRun,
    long RowsRead,
    long Inserted,
    long Updated,
    long Unchanged,
    long Deleted,
    long Rejected,
    string Crs,
    bool Approximate,
    string? Encoding,
    IReadOnlyList<ColumnMatch> Columns,
    IReadOnlyList<JsonObject> Sample,
    IReadOnlyDictionary<string, long> Repairs,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<RejectItem> Rejects,
    long RejectsTotal
);

/// <summary>What an undo did.</summary>
public sealed record UndoDocument(long ImportId, string Layer, long Removed, long Restored);

/// <summary>The result of an import job, kept in both languages.</summary>
/// <param name="Result">What became of the file.</param>
/// <param name="Layer">The layer.</param>
/// <param name="DryRun">Whether nothing was written.</param>
internal sealed record ImportOutcome(IntakeResult Result, string Layer, bool DryRun) : ILocalizedResult
{
    private const int ShownRejects = 1000;

    /// <inheritdoc/>
    public object Document(string? language) =>
        new ImportDocument(
            Result.ImportId,
            Layer,
            DryRun,
            Result.RowsRead,
            Result.Counts.Inserted,
            Result.Counts.Updated,
            Result.Counts.Unchanged,
            Result.Counts.Deleted,
            Result.RowsRejected,
            Result.Crs,
            Result.Approximate,
            Result.Encoding,
            Result.Columns,
            [.. Result.Sample.Select(Row)],
            Result.Repairs.ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Key.ToString()), p => p.Value),
            [.. Result.Warnings.Select(w => w.Pick(language))],
            [
                .. Result
                    .Rejections.Take(ShownRejects)
                    .Select(r => new RejectItem(r.Row, r.Field, r.Value, r.Reason.Pick(language))),
            ],
            Result.Rejections.Count
        );

    private static JsonObject Row(FeatureRecord record)
    {
        JsonObject row = [];
        foreach (var (name, value) in record.Values)
            row[name] = value switch
            {
                null => null,
                string[] words => new JsonArray([.. words.Select(w => (JsonNode)w)]),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTime moment => MomentText.Iso(moment),
                int n => n,
                double n => n,
                decimal n => n,
                bool b => b,
                var other => other.ToString(),
            };
        if (record.Geometry is { } geometry)
            row["wkt"] = geometry.NumPoints > 20 ? geometry.GeometryType : geometry.ToText();
        return row;
    }
}
