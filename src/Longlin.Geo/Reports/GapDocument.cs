using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Mapster;
using MapsterMapper;

namespace Longlin.Geo.Reports;

/// <summary>One gap as the contract publishes it; lengths in metres, coordinates in EPSG:4490.</summary>
public sealed record GapItem(
    string Subject,
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? TownshipCode,
    string? Township,
    int? Households,
    int? Population,
    int? PoorPopulation,
    string Verdict,
    string Reason,
    string Evidence,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    double? Lon,
    double? Lat,
    bool Conflict,
    decimal? CostYuan
);

/// <summary>The answer to a question about gaps as the contract publishes it.</summary>
public sealed record GapDocument(
    string? Standard,
    string? StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Service,
    string? Rule,
    int MinHouseholds,
    GapTotals Totals,
    string? Next,
    IReadOnlyList<GapItem> Items
);

/// <summary>A page of gaps as items of a collection; <paramref name="Matched"/> counts all that match.</summary>
public sealed record GapItemsDocument(
    string? Standard,
    DateOnly AsOf,
    bool Forecast,
    bool Synthetic,
    string Service,
    long Matched,
    string? Next,
    IReadOnlyList<GapItem> Items
);

/// <summary>
/// Domain records to published ones: every field named or of the same name, checked when it is compiled.
/// </summary>
public static class PublishedMapping
{
    /// <summary>The mapper of every edge.</summary>
    public static IMapper Mapper { get; } = new Mapper(Configuration());

    /// <summary>The machine word of a verdict.</summary>
    public static string Word(Verdict verdict) => verdict.Code();

    /// <summary>The rules of the mapping.</summary>
    public static TypeAdapterConfig Configuration()
    {
        TypeAdapterConfig config = new() { RequireExplicitMapping = true, RequireDestinationMemberSource = true };
        config
            .NewConfig<Gap, GapItem>()
            .Map(d => d.Verdict, s => s.Verdict.Code())
            .Map(d => d.Reason, s => s.Reason.Code())
            .Map(d => d.CostYuan, s => (decimal?)null);
        config.Compile();
        return config;
    }
}

/// <summary>Source-generated JSON of the published records.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = false)]
[JsonSerializable(typeof(GapDocument))]
[JsonSerializable(typeof(GapItem))]
public sealed partial class PublishedJson : JsonSerializerContext
{
    /// <summary>Chinese stands as itself.</summary>
    public static PublishedJson Readable { get; } =
        new(
            new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
