using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>
/// Something that a site should be near to. Exactly one of <see cref="Facilities"/>, <see cref="Seats"/> and
/// <see cref="Served"/> is given.
/// </summary>
public sealed record SitingFactor
{
    /// <summary>Machine name.</summary>
    public required string Factor { get; init; }

    /// <summary>Its name for people.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>Kinds of facilities, of which the nearest by road counts; or null.</summary>
    public IReadOnlyList<string>? Facilities { get; init; }

    /// <summary>Level of the areas whose nearest seat by road counts; or null.</summary>
    public string? Seats { get; init; }

    /// <summary>Service whose nearest served link in a straight line counts; or null.</summary>
    public string? Served { get; init; }

    /// <summary>
    /// Pairs of metres and score, 1 best to 0; straight between them, level before the first and after the last.
    /// </summary>
    public required IReadOnlyList<double[]> Curve { get; init; }

    /// <summary>Its share of the score; all sum to 1.</summary>
    [JsonIgnore]
    public double Weight { get; init; }

    /// <summary>The score of a distance.</summary>
    /// <param name="metres">At least 0; infinite scores as the end of the curve.</param>
    public double Score(double metres)
    {
        if (metres <= Curve[0][0])
            return Curve[0][1];
        for (var i = 1; i < Curve.Count; i++)
        {
            if (metres <= Curve[i][0])
                return Curve[i - 1][1]
                    + (metres - Curve[i - 1][0]) / (Curve[i][0] - Curve[i - 1][0]) * (Curve[i][1] - Curve[i - 1][1]);
        }

        return Curve[^1][1];
    }
}

/// <summary>
/// One judgement: the first factor is so many times as important as the second (Saaty's scale: 1 equal, 3 moderately, 5
/// strongly, 7 very strongly, 9 extremely; below 1 the other way round).
/// </summary>
public sealed record SitingComparison(string Factor, string Over, double Times);

/// <summary>What slope means for a site.</summary>
/// <param name="GentleDegrees">Up to here it costs nothing.</param>
/// <param name="MaxDegrees">Above this nothing is built; between the two the penalty rises straight from 0 to
/// 1.</param>
/// <param name="PenaltyShare">The share of the score that a mean penalty of 1 takes.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record SitingSlope(double GentleDegrees, double MaxDegrees, double PenaltyShare, bool Verified);

/// <summary>
/// Where people may move to and what makes a place good: <c>data/siting/weights.json</c>, editable without a build,
/// read strictly at the start.
/// </summary>
public sealed record SitingRules
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Machine name.</summary>
    [JsonPropertyName("siting")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether weights and curves were checked against a public source.</summary>
    public required bool Verified { get; init; }

    /// <summary>What to know about them.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>The factors, with their weights.</summary>
    public required IReadOnlyList<SitingFactor> Factors { get; init; }

    /// <summary>Every pair of factors once; null where <see cref="Weights"/> are given.</summary>
    public IReadOnlyList<SitingComparison>? Comparisons { get; init; }

    /// <summary>Weights by factor that sum to 1; null where <see cref="Comparisons"/> are given.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }

    /// <summary>From this consistency ratio on the comparisons are refused.</summary>
    public required double ConsistencyLimit { get; init; }

    /// <summary>The ratio of the comparisons (CR); null where the weights were given.</summary>
    [JsonIgnore]
    public double? ConsistencyRatio { get; init; }

    /// <summary>The service over whose links ways lead.</summary>
    public required string Roads { get; init; }

    /// <summary>
    /// Up to here a site or a facility beyond the reach of any road is joined to the nearest one in a straight line.
    /// </summary>
    public required double ConnectMetres { get; init; }

    /// <summary>Services that must be there on the day of moving in.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Kinds of zones in which nobody may settle.</summary>
    public required IReadOnlyList<string> Exclusions { get; init; }

    /// <summary>Overlaps smaller than this are strokes of the pen, not violations.</summary>
    public required double SliverSquareMetres { get; init; }

    /// <summary>Limits of slope.</summary>
    public required SitingSlope Slope { get; init; }

    /// <summary>Land that a settlement needs for one person, streets and public places included.</summary>
    public required double SquareMetresPerPerson { get; init; }

    /// <summary>A drawn site larger than this is refused as a mistake.</summary>
    public required double MostSquareKilometres { get; init; }

    /// <summary>Reads and checks <c>siting/weights.json</c> of a data folder.</summary>
    /// <exception cref="DataFileException">The file is malformed, names what does not exist, or contradicts itself;
    /// the message says where.</exception>
    public static SitingRules LoadFrom(string dataFolder, Standard standard, LayerCatalog catalog) =>
        Load(Path.Combine(dataFolder, "siting", "weights.json"), standard, catalog);

    /// <summary>Reads and checks one file.</summary>
    /// <exception cref="DataFileException">As for <see cref="LoadFrom"/>.</exception>
    public static SitingRules Load(string file, Standard standard, LayerCatalog catalog)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var rules = JsonSerializer.Deserialize<SitingRules>(stream, Strict) ?? throw DataFileException.Empty(file);
            if (SitingCheck.Fault(rules, standard, catalog) is { } fault)
                throw new DataFileException(file, fault);
            var (weights, ratio) = SitingCheck.Weigh(rules);
            if (ratio >= rules.ConsistencyLimit)
                throw new DataFileException(
                    file,
                    new(
                        FormattableString.Invariant(
                            $"comparisons: 判断相互矛盾，一致性比率 CR = {ratio:0.000}，应小于 {rules.ConsistencyLimit}。"
                        ),
                        FormattableString.Invariant(
                            $"comparisons: they contradict each other, CR = {ratio:0.000}, should be below {rules.ConsistencyLimit}."
                        )
                    )
                );
            return rules with
            {
                ConsistencyRatio = ratio,
                Factors = [.. rules.Factors.Select((f, i) => f with { Weight = weights[i] })],
            };
        }
        catch (JsonException e)
        {
            throw DataFileException.Unreadable(file, e);
        }
    }
}
