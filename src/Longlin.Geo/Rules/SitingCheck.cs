using Longlin.Geo.Model;

namespace Longlin.Geo.Rules;

/// <summary>Checks siting rules against the standard and the layers, and their parts against each other.</summary>
internal static class SitingCheck
{
    private const double LargestTimes = 9;

    /// <summary>The first fault; null when there is none.</summary>
    public static string? FindFault(SitingRules rules, Standard standard, LayerCatalog catalog)
    {
        if (rules.Factors.Count is 0 or > PairwiseWeights.MostFactors)
            return $"factors: 1 to {PairwiseWeights.MostFactors} are needed";
        if (rules.Factors.GroupBy(f => f.Factor).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return $"duplicate factor {twice.Key}";
        foreach (var factor in rules.Factors)
        {
            if (FindFault(factor, standard, catalog) is { } fault)
                return $"factor {factor.Factor}: {fault}";
        }

        if ((rules.Comparisons is null) == (rules.Weights is null))
            return "exactly one of comparisons and weights is needed";
        if (
            (rules.Comparisons is null ? FindWeightFault(rules) : FindComparisonFault(rules, rules.Comparisons)) is
            { } weights
        )
            return weights;
        if (!(rules.ConsistencyLimit is > 0 and <= 1))
            return "consistencyLimit: should be above 0 and at most 1 (Saaty: 0.1)";
        if (standard.Services.All(s => s.Service != rules.Roads || !s.LinksServe))
            return $"roads: there is no service {rules.Roads} whose links serve";
        if (rules.Services.FirstOrDefault(s => standard.Services.All(n => n.Service != s)) is { } service)
            return $"services: there is no network service {service}";
        if (rules.Exclusions.FirstOrDefault(k => !catalog["zones"].HasKind(k)) is { } kind)
            return $"exclusions: layer zones has no kind {kind}";
        if (rules.Exclusions.Distinct().Count() != rules.Exclusions.Count || rules.Exclusions.Count > 12)
            return "exclusions: each kind once, at most 12";
        return FindSlopeFault(rules.Slope) ?? FindSizeFault(rules);
    }

    private static string? FindSlopeFault(SitingSlope slope)
    {
        var valid =
            slope.GentleDegrees >= 0
            && slope.GentleDegrees < slope.MaxDegrees
            && slope.MaxDegrees <= 90
            && slope.PenaltyShare is >= 0 and <= 1;
        return valid ? null : "slope: 0 ≤ gentleDegrees < maxDegrees ≤ 90 and 0 ≤ penaltyShare ≤ 1 are needed";
    }

    private static string? FindSizeFault(SitingRules rules)
    {
        if (!(rules.ConnectMetres >= 0) || !(rules.SliverSquareMetres >= 0))
            return "connectMetres or sliverSquareMetres is below zero";
        return rules.SquareMetresPerPerson > 0 && rules.MostSquareKilometres > 0
            ? null
            : "squareMetresPerPerson and mostSquareKilometres should be above zero";
    }

    private static string? FindFault(SitingFactor factor, Standard standard, LayerCatalog catalog)
    {
        if (new object?[] { factor.Facilities, factor.Seats, factor.Served }.Count(f => f is not null) != 1)
            return "exactly one of facilities, seats, served is needed";
        if (factor.Facilities?.FirstOrDefault(k => !catalog["facilities"].HasKind(k)) is { } kind)
            return $"layer facilities has no kind {kind}";
        if (factor.Facilities is { Count: 0 })
            return "facilities: at least one kind is needed";
        if (factor.Seats is not (null or "township" or "village"))
            return $"seats: {factor.Seats} is no level";
        if (factor.Served is { } served && standard.Services.All(s => s.Service != served))
            return $"there is no network service {served}";
        if (factor.Curve.Count < 2 || factor.Curve.Any(p => p is not [>= 0, >= 0 and <= 1]))
            return "curve: at least two pairs [metres, score 0 to 1] are needed";
        for (var i = 1; i < factor.Curve.Count; i++)
        {
            if (!(factor.Curve[i][0] > factor.Curve[i - 1][0]) || factor.Curve[i][1] > factor.Curve[i - 1][1])
                return $"curve[{i}]: metres should grow and scores not";
        }

        return null;
    }

    private static string? FindComparisonFault(SitingRules rules, IReadOnlyList<SitingComparison> comparisons)
    {
        HashSet<(string, string)> seen = [];
        foreach (var (factor, over, times) in comparisons)
        {
            if (new[] { factor, over }.FirstOrDefault(f => rules.Factors.All(k => k.Factor != f)) is { } unknown)
                return $"comparisons: there is no factor {unknown}";
            if (factor == over)
                return $"comparisons: {factor} is compared with itself";
            if (!(times is >= 1 / LargestTimes - 1e-4 and <= LargestTimes))
                return $"comparisons: {factor} over {over}: {times} should lie between 1/9 and 9";
            if (!seen.Add(string.CompareOrdinal(factor, over) < 0 ? (factor, over) : (over, factor)))
                return $"comparisons: {factor} and {over} are compared twice";
        }

        for (var i = 0; i < rules.Factors.Count; i++)
        {
            for (var j = i + 1; j < rules.Factors.Count; j++)
            {
                var (a, b) = (rules.Factors[i].Factor, rules.Factors[j].Factor);
                if (!seen.Contains(string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a)))
                    return $"comparisons: {a} and {b} are not compared";
            }
        }

        return null;
    }

    private static string? FindWeightFault(SitingRules rules)
    {
        var weights = rules.Weights!;
        if (weights.Keys.FirstOrDefault(k => rules.Factors.All(f => f.Factor != k)) is { } unknown)
            return $"weights: there is no factor {unknown}";
        if (rules.Factors.FirstOrDefault(f => !weights.ContainsKey(f.Factor)) is { } lacking)
            return $"weights: {lacking.Factor} has none";
        if (weights.FirstOrDefault(w => !(w.Value >= 0)).Key is { } below)
            return $"weights: {below} is below zero";
        var sum = weights.Values.Sum();
        return Math.Abs(sum - 1) <= 1e-3
            ? null
            : FormattableString.Invariant($"weights: they sum to {sum:0.####}, should be 1");
    }
}
