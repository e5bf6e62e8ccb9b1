namespace Longlin.Geo.Rules.Siting;

/// <summary>The weights of siting factors, given directly or derived from pairwise comparisons.</summary>
internal static class SitingWeights
{
    /// <summary>The weights in the order of the factors, and the consistency ratio of the comparisons.</summary>
    /// <param name="rules">Checked rules.</param>
    public static (IReadOnlyList<double> Weights, double? ConsistencyRatio) Compute(SitingRules rules)
    {
        if (rules.Weights is { } given)
            return ([.. rules.Factors.Select(f => given[f.Factor])], null);
        var order = rules.Factors.Select((f, i) => (f.Factor, i)).ToDictionary(f => f.Factor, f => f.i);
        var matrix = rules.Factors.Select(_ => Enumerable.Repeat(1.0, rules.Factors.Count).ToArray()).ToArray();
        foreach (var (factor, over, times) in rules.Comparisons!)
            (matrix[order[factor]][order[over]], matrix[order[over]][order[factor]]) = (times, 1 / times);
        var weighed = PairwiseWeights.Compute(matrix);
        return (weighed.Weights, weighed.ConsistencyRatio);
    }
}
