using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Server.Jobs;

/// <summary>One reason against a row, in the reader's language.</summary>
public sealed record RejectItem(long Row, string? Field, string? Value, string Reason);

/// <summary>One repair of a row, in the reader's language.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Kind">What kind of repair it is.</param>
/// <param name="Field">The layer's column; null where it concerns the whole row.</param>
/// <param name="From">What the file says.</param>
/// <param name="To">What was taken instead.</param>
/// <param name="Why">The reason.</param>
public sealed record RepairItem(long Row, string Kind, string? Field, string? From, string? To, string Why);

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
    string? Taken,
    string Crs,
    string? CrsReason,
    bool Approximate,
    string? Encoding,
    IReadOnlyList<ColumnMatch> Columns,
    IReadOnlyList<JsonObject> Sample,
    IReadOnlyDictionary<string, long> Repairs,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<RejectItem> Rejects,
    long RejectsTotal,
    IReadOnlyList<RepairItem> RepairList,
    long RepairsTotal,
    IReadOnlyList<string> SourceLayers,
    IReadOnlyList<UnknownWord> UnknownWords,
    IReadOnlyList<WordMeaning> Meanings
);

/// <summary>What an undo did.</summary>
public sealed record UndoDocument(long ImportId, string Layer, long Removed, long Restored);

/// <summary>The result of an import job, kept in both languages.</summary>
/// <param name="Result">What became of the file.</param>
/// <param name="Layer">The layer.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Meanings">What was said, now or earlier, of the words of the file.</param>
internal sealed record ImportOutcome(IntakeResult Result, string Layer, bool DryRun, WordMeanings Meanings)
    : ILocalizedResult
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
            Result.Taken,
            Result.Crs,
            (Result.CrsReason is { } reason ? ImportControls.In(reason) : null)?.Pick(language),
            Result.Approximate,
            (Result.Encoding is { } encoding ? ImportControls.In(encoding) : null)?.Pick(language),
            Result.Columns,
            [.. Result.Sample.Select(Row)],
            Result.Repairs.ToDictionary(p => Name(p.Key), p => p.Value),
            [.. Result.Warnings.Select(w => ImportControls.In(w).Pick(language))],
            [
                .. Result
                    .Rejections.Take(ShownRejects)
                    .Select(r => new RejectItem(r.Row, r.Field, r.Value, ImportControls.In(r.Reason).Pick(language))),
            ],
            Result.Rejections.Count,
            [
                .. Result
                    .RepairList.Take(ShownRejects)
                    .Select(r => new RepairItem(r.Row, Name(r.Kind), r.Field, r.From, r.To, r.Why.Pick(language))),
            ],
            Result.Repairs.Values.Sum(),
            Result.SourceLayers,
            Result.UnknownWords,
            [.. Meanings.All]
        );

    private static string Name(RepairKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

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
