using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Rules;

/// <summary>
/// Reads and checks the rules of a data folder: <c>standards/</c>, <c>costs/</c> and <c>siting/</c>. Every method
/// throws
/// <see cref="DataFileException"/> when a file is malformed, names something that does not exist or contradicts
/// itself; the message names the file and the place in it.
/// </summary>
public static class RulesFolder
{
    /// <summary>The standard in force with its costs, relocation and siting rules.</summary>
    /// <param name="dataFolder">The folder that holds <c>standards/</c>, <c>costs/</c> and <c>siting/</c>.</param>
    /// <param name="catalog">The layers, columns and kinds that rules may name.</param>
    public static Standard Load(string dataFolder, LayerCatalog catalog)
    {
        var standard = ReadStandard(FirstFile(dataFolder, "standards"), catalog);
        standard = standard with { Costs = ReadCosts(FirstFile(dataFolder, "costs"), standard) };
        return standard with
        {
            Relocating = ReadRelocation(Path.Combine(dataFolder, "siting", "relocation.json"), standard, catalog),
            Siting = ReadSiting(Path.Combine(dataFolder, "siting", "weights.json"), standard, catalog),
        };
    }

    /// <summary>One standard, without costs, relocation and siting.</summary>
    public static Standard ReadStandard(string file, LayerCatalog catalog)
    {
        var standard = StrictJson.Read<Standard>(file);
        ThrowOn(StandardCheck.FindFault(standard, catalog), file);
        return standard;
    }

    /// <summary>Unit costs.</summary>
    public static UnitCosts ReadCosts(string file, Standard standard)
    {
        var costs = StrictJson.Read<UnitCosts>(file);
        ThrowOn(UnitCostsCheck.FindFault(costs, standard), file);
        return costs;
    }

    /// <summary>Relocation rules.</summary>
    public static RelocationRules ReadRelocation(string file, Standard standard, LayerCatalog catalog)
    {
        var rules = StrictJson.Read<RelocationRules>(file);
        ThrowOn(RelocationCheck.FindFault(rules, standard, catalog), file);
        return rules;
    }

    /// <summary>Siting rules, with the weight of every factor.</summary>
    public static SitingRules ReadSiting(string file, Standard standard, LayerCatalog catalog)
    {
        var rules = StrictJson.Read<SitingRules>(file);
        ThrowOn(SitingCheck.FindFault(rules, standard, catalog), file);
        var (weights, ratio) = SitingWeights.Compute(rules);
        if (ratio >= rules.ConsistencyLimit)
            ThrowOn(
                new(
                    FormattableString.Invariant(
                        $"comparisons: 判断相互矛盾，一致性比率 CR = {ratio:0.000}，应小于 {rules.ConsistencyLimit}"
                    ),
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"comparisons contradict each other: CR = {ratio:0.000}, "
                            + $"should be below {rules.ConsistencyLimit}"
                    )
                ),
                file
            );
        return rules with
        {
            ConsistencyRatio = ratio,
            Factors = [.. rules.Factors.Select((f, i) => f with { Weight = weights[i] })],
        };
    }

    private static string FirstFile(string dataFolder, string topic) =>
        Directory
            .EnumerateFiles(Path.Combine(dataFolder, topic), "*.json")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault()
        ?? throw new DataFileException(
            Path.Combine(dataFolder, topic),
            new("其中没有 .json 文件", "there is no .json file")
        );

    private static void ThrowOn(Bilingual? fault, string file)
    {
        if (fault is not null)
            throw new DataFileException(file, fault);
    }
}
