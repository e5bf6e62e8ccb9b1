using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Rules;

public sealed class SitingRulesTests : IDisposable
{
    private static readonly string Data = Path.Combine(ProjectRoot.Find(), "data");
    private static readonly Standard Standard = RulesFolder.Load(Data, SharedData.Catalog);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    private SitingRules Load(Action<JsonObject> change)
    {
        var rules = JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "siting", "weights.json")))!.AsObject();
        change(rules);
        File.WriteAllText(_file, rules.ToJsonString(new() { WriteIndented = true }));
        return RulesFolder.ReadSiting(_file, Standard, SharedData.Catalog);
    }

    private string Refused(Action<JsonObject> change) => Assert.Throws<DataFileException>(() => Load(change)).Message;

    [Fact]
    public void The_textbook_matrix_of_Saaty_has_the_published_weights_and_ratio()
    {
        var weighed = PairwiseWeights.Compute([
            [1, 3, 5],
            [1 / 3.0, 1, 3],
            [1 / 5.0, 1 / 3.0, 1],
        ]);
        Assert.Equal([0.637, 0.258, 0.105], weighed.Weights.Select(w => Math.Round(w, 3)));
        Assert.Equal(3.0385, weighed.LargestEigenvalue, 4);
        Assert.Equal(0.0332, weighed.ConsistencyRatio, 4);
    }

    [Fact]
    public void A_consistent_matrix_returns_its_weights()
    {
        double[] weights = [0.4, 0.25, 0.2, 0.1, 0.05];
        var weighed = PairwiseWeights.Compute([.. weights.Select(a => weights.Select(b => a / b).ToArray())]);
        Assert.All(weights.Zip(weighed.Weights), w => Assert.Equal(w.First, w.Second, 12));
        Assert.Equal(0, weighed.ConsistencyRatio, 10);
    }

    [Fact]
    public void The_shipped_weights_are_consistent_and_sum_to_one()
    {
        var rules = Standard.Siting!;
        Assert.Equal(1, rules.Factors.Sum(f => f.Weight), 12);
        Assert.InRange(rules.ConsistencyRatio!.Value, 0, 0.1);
        Assert.False(rules.Verified);
        Assert.All(rules.Factors, f => Assert.Equal((1.0, 0.0), (f.Score(0), f.Score(double.PositiveInfinity))));
        Assert.Equal(0.8, rules.Factors.Single(f => f.Factor == "school").Score(2000), 12);
    }

    [Fact]
    public void Inconsistent_comparisons_are_refused_with_their_consistency_ratio()
    {
        var message = Refused(rules =>
        {
            rules["comparisons"]![0]!["times"] = 9; // road over water, and now water over all others as before
            rules["comparisons"]![6]!["times"] = 9; // water over power
            rules["comparisons"]![1]!["times"] = 0.2; // power over road
        });
        Assert.Matches(@"CR = 0\.[1-9]\d*", message);
    }

    [Fact]
    public void Each_error_is_named()
    {
        Assert.Contains("weights: they sum to 0.9", Refused(r => Weigh(r, 0.9)), StringComparison.Ordinal);
        Assert.Contains(
            "road and water are not compared",
            Refused(r => r["comparisons"]!.AsArray().RemoveAt(0)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "compared twice",
            Refused(r =>
                r["comparisons"]!.AsArray().Add(JsonNode.Parse("""{"factor":"water","over":"road","times":3}"""))
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "between 1/9 and 9",
            Refused(r => r["comparisons"]![0]!["times"] = 0),
            StringComparison.Ordinal
        );
        Assert.Contains("no kind hazzard", Refused(r => r["exclusions"]![0] = "hazzard"), StringComparison.Ordinal);
        Assert.Contains(
            "no kind skool",
            Refused(r => r["factors"]![3]!["facilities"]![0] = "skool"),
            StringComparison.Ordinal
        );
        Assert.Contains("curve[1]", Refused(r => r["factors"]![0]!["curve"]![1]![0] = 0), StringComparison.Ordinal);
        Assert.Contains("slope:", Refused(r => r["slope"]!["maxDegrees"] = 10), StringComparison.Ordinal);
        Assert.Matches(@"line \d+ .*squareMetresPerPersn", Refused(r => r["squareMetresPerPersn"] = 1));
        Assert.Equal(0.1, Load(r => Weigh(r, 1)).Factors.Single(f => f.Factor == "town").Weight, 12);

        static void Weigh(JsonObject rules, double sum)
        {
            rules.Remove("comparisons");
            var weights = new JsonObject
            {
                ["road"] = 0.2,
                ["water"] = 0.2,
                ["power"] = 0.2,
                ["school"] = 0.1,
                ["clinic"] = 0.1,
                ["town"] = 0.1,
            };
            weights["industry_base"] = Math.Round(sum - 0.9, 6);
            rules["weights"] = weights;
        }
    }
}
