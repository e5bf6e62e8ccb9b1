using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>What a metre costs, in yuan.</summary>
/// <param name="UpgradeYuanPerMetre">Of existing way.</param>
/// <param name="BuildYuanPerMetre">Of new way.</param>
/// <param name="OffGridYuanPerHousehold">Of a household that is served on the spot instead, without a link; null where
/// that is no choice.</param>
public sealed record UnitCost(
    double UpgradeYuanPerMetre,
    double BuildYuanPerMetre,
    double? OffGridYuanPerHousehold = null
);

/// <summary>Unit costs from <c>data/costs/</c>: editable without a build, read strictly at the start.</summary>
public sealed record UnitCosts
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Machine name.</summary>
    [JsonPropertyName("costs")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the prices were checked against a public source.</summary>
    public required bool Verified { get; init; }

    /// <summary>What to know about them.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>Costs by service.</summary>
    public required IReadOnlyDictionary<string, UnitCost> Services { get; init; }

    /// <summary>
    /// The yuan that a gap takes; null where the service has no unit cost or the metres are not known.
    /// </summary>
    public decimal? Of(string service, double? upgradeMetres, double? buildMetres) =>
        Services.TryGetValue(service, out var cost) && upgradeMetres is { } upgrade && buildMetres is { } build
            ? decimal.Round((decimal)(upgrade * cost.UpgradeYuanPerMetre + build * cost.BuildYuanPerMetre), 0)
            : null;

    /// <summary>Reads and checks the costs in force: the one file of the folder.</summary>
    /// <exception cref="DataFileException">The file is malformed, names a service that the standard does not have,
    /// or holds a price below zero.</exception>
    public static UnitCosts LoadFrom(string dataFolder, Standard standard)
    {
        var file = Directory
            .EnumerateFiles(Path.Combine(dataFolder, "costs"), "*.json")
            .Order(StringComparer.Ordinal)
            .First();
        try
        {
            using var stream = File.OpenRead(file);
            var costs = JsonSerializer.Deserialize<UnitCosts>(stream, Strict) ?? throw DataFileException.Empty(file);
            if (costs.Services.Keys.FirstOrDefault(s => standard.Find(s) is null) is { } unknown)
                throw new DataFileException(file, new($"没有服务 {unknown}", $"there is no service {unknown}"));
            if (
                costs
                    .Services.FirstOrDefault(s =>
                        !(s.Value.UpgradeYuanPerMetre >= 0)
                        || !(s.Value.BuildYuanPerMetre >= 0)
                        || s.Value.OffGridYuanPerHousehold < 0
                    )
                    .Key is
                { } below
            )
                throw new DataFileException(file, new($"{below} 有小于零的价格", $"a price of {below} is below zero"));
            return costs;
        }
        catch (JsonException e)
        {
            throw DataFileException.Unreadable(file, e);
        }
    }
}
