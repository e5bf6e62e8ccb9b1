using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Rules.Siting;

/// <summary>Checks siting rules against the standard and the layers, and their parts against each other.</summary>
internal static class SitingCheck
{
    private const double LargestTimes = 9;

    /// <summary>The first fault; null when there is none.</summary>
    public static Bilingual? FindFault(SitingRules rules, Standard standard, LayerCatalog catalog)
    {
        if (rules.Factors.Count is 0 or > PairwiseWeights.MostFactors)
            return new(
                $"factors: 需要 1 到 {PairwiseWeights.MostFactors} 个",
                $"factors: 1 to {PairwiseWeights.MostFactors} are needed"
            );
        if (rules.Factors.GroupBy(f => f.Factor).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return new($"因子 {twice.Key} 重复", $"duplicate factor {twice.Key}");
        foreach (var factor in rules.Factors)
        {
            if (FindFault(factor, standard, catalog) is { } fault)
                return new($"因子 {factor.Factor}: {fault.Zh}", $"factor {factor.Factor}: {fault.En}");
        }

        if ((rules.Comparisons is null) == (rules.Weights is null))
            return new("comparisons 与 weights 必须且只能给出一个", "exactly one of comparisons and weights is needed");
        if (
            (rules.Comparisons is null ? FindWeightFault(rules) : FindComparisonFault(rules, rules.Comparisons)) is
            { } weights
        )
            return weights;
        if (!(rules.ConsistencyLimit is > 0 and <= 1))
            return new(
                "consistencyLimit: 应大于 0，最多 1（Saaty: 0.1）",
                "consistencyLimit: should be above 0 and at most 1 (Saaty: 0.1)"
            );
        if (standard.Services.All(s => s.Service != rules.Roads || !s.LinksServe))
            return new(
                $"roads: 没有以线路服务的服务 {rules.Roads}",
                $"roads: there is no service {rules.Roads} whose links serve"
            );
        if (rules.Services.FirstOrDefault(s => standard.Services.All(n => n.Service != s)) is { } service)
            return new($"services: 没有网络服务 {service}", $"services: there is no network service {service}");
        if (rules.Exclusions.FirstOrDefault(k => !catalog["zones"].HasKind(k)) is { } kind)
            return new($"exclusions: 图层 zones 没有类别 {kind}", $"exclusions: layer zones has no kind {kind}");
        if (rules.Exclusions.Distinct().Count() != rules.Exclusions.Count || rules.Exclusions.Count > 12)
            return new("exclusions: 每个类别一次，最多 12 个", "exclusions: each kind once, at most 12");
        return FindSlopeFault(rules.Slope) ?? FindSizeFault(rules);
    }

    private static Bilingual? FindSlopeFault(SitingSlope slope)
    {
        var valid =
            slope.GentleDegrees >= 0
            && slope.GentleDegrees < slope.MaxDegrees
            && slope.MaxDegrees <= 90
            && slope.PenaltyShare is >= 0 and <= 1;
        return valid
            ? null
            : new Bilingual(
                "slope: 应有 0 ≤ gentleDegrees < maxDegrees ≤ 90 且 0 ≤ penaltyShare ≤ 1",
                "slope: 0 ≤ gentleDegrees < maxDegrees ≤ 90 and 0 ≤ penaltyShare ≤ 1 are needed"
            );
    }

    private static Bilingual? FindSizeFault(SitingRules rules)
    {
        if (!(rules.ConnectMetres >= 0) || !(rules.SliverSquareMetres >= 0))
            return new(
                "connectMetres 或 sliverSquareMetres 小于零",
                "connectMetres or sliverSquareMetres is below zero"
            );
        return rules.SquareMetresPerPerson > 0 && rules.MostSquareKilometres > 0
            ? null
            : new Bilingual(
                "squareMetresPerPerson 与 mostSquareKilometres 应大于零",
                "squareMetresPerPerson and mostSquareKilometres should be above zero"
            );
    }

    private static Bilingual? FindFault(SitingFactor factor, Standard standard, LayerCatalog catalog)
    {
        if (new object?[] { factor.Facilities, factor.Seats, factor.Served }.Count(f => f is not null) != 1)
            return new(
                "facilities、seats、served 必须且只能给出一个",
                "exactly one of facilities, seats, served is needed"
            );
        if (factor.Facilities?.FirstOrDefault(k => !catalog["facilities"].HasKind(k)) is { } kind)
            return new($"图层 facilities 没有类别 {kind}", $"layer facilities has no kind {kind}");
        if (factor.Facilities is { Count: 0 })
            return new("facilities: 至少要有一个类别", "facilities: at least one kind is needed");
        if (factor.Seats is not (null or "township" or "village"))
            return new($"seats: {factor.Seats} 不是级别", $"seats: {factor.Seats} is not a level");
        if (factor.Served is { } served && standard.Services.All(s => s.Service != served))
            return new($"没有网络服务 {served}", $"there is no network service {served}");
        if (factor.Curve.Count < 2 || factor.Curve.Any(p => p is not [>= 0, >= 0 and <= 1]))
            return new(
                "curve: 至少要有两对 [米, 0 到 1 的得分]",
                "curve: at least two pairs [metres, score 0 to 1] are needed"
            );
        for (var i = 1; i < factor.Curve.Count; i++)
        {
            if (!(factor.Curve[i][0] > factor.Curve[i - 1][0]) || factor.Curve[i][1] > factor.Curve[i - 1][1])
                return new(
                    $"curve[{i}]: 米数应递增，得分不应递增",
                    $"curve[{i}]: metres should increase and scores should not"
                );
        }

        return null;
    }

    private static Bilingual? FindComparisonFault(SitingRules rules, IReadOnlyList<SitingComparison> comparisons)
    {
        HashSet<(string, string)> seen = [];
        foreach (var (factor, over, times) in comparisons)
        {
            if (new[] { factor, over }.FirstOrDefault(f => rules.Factors.All(k => k.Factor != f)) is { } unknown)
                return new($"comparisons: 没有因子 {unknown}", $"comparisons: there is no factor {unknown}");
            if (factor == over)
                return new($"comparisons: {factor} 与自身比较", $"comparisons: {factor} is compared with itself");
            if (!(times is >= 1 / LargestTimes - 1e-4 and <= LargestTimes))
                return new(
                    $"comparisons: {factor} 比 {over}: {times} 应在 1/9 与 9 之间",
                    $"comparisons: {factor} over {over}: {times} should lie between 1/9 and 9"
                );
            if (!seen.Add(string.CompareOrdinal(factor, over) < 0 ? (factor, over) : (over, factor)))
                return new(
                    $"comparisons: {factor} 与 {over} 比较了两次",
                    $"comparisons: {factor} and {over} are compared twice"
                );
        }

        for (var i = 0; i < rules.Factors.Count; i++)
        {
            for (var j = i + 1; j < rules.Factors.Count; j++)
            {
                var (a, b) = (rules.Factors[i].Factor, rules.Factors[j].Factor);
                if (!seen.Contains(string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a)))
                    return new($"comparisons: {a} 与 {b} 没有比较", $"comparisons: {a} and {b} are not compared");
            }
        }

        return null;
    }

    private static Bilingual? FindWeightFault(SitingRules rules)
    {
        var weights = rules.Weights!;
        if (weights.Keys.FirstOrDefault(k => rules.Factors.All(f => f.Factor != k)) is { } unknown)
            return new($"weights: 没有因子 {unknown}", $"weights: there is no factor {unknown}");
        if (rules.Factors.FirstOrDefault(f => !weights.ContainsKey(f.Factor)) is { } lacking)
            return new($"weights: {lacking.Factor} 没有权重", $"weights: {lacking.Factor} has none");
        if (weights.FirstOrDefault(w => !(w.Value >= 0)).Key is { } below)
            return new($"weights: {below} 小于零", $"weights: {below} is below zero");
        var sum = weights.Values.Sum();
        return Math.Abs(sum - 1) <= 1e-3
            ? null
            : new Bilingual(
                FormattableString.Invariant($"weights: 合计 {sum:0.####}，应为 1"),
                FormattableString.Invariant($"weights: they sum to {sum:0.####}, should be 1")
            );
    }
}
