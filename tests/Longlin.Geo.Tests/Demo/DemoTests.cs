using System.Security.Cryptography;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Demo;
using Longlin.Geo.Features;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Demo;

public class DemoTests
{
    private static readonly DemoFigures Figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
    private static readonly Lazy<Dictionary<string, IReadOnlyList<FeatureRecord>>> Default = new(() =>
        DemoCounty.Generate(Figures, Figures.DefaultHamlets, 20160329).ToDictionary(l => l.Layer, l => l.Rows)
    );

    private static async Task<string> HashAsync(int hamlets, long seed)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (layer, rows) in DemoCounty.Generate(Figures, hamlets, seed))
        {
            using MemoryStream bytes = new();
            await FeatureGeoJson.WriteAsync(
                bytes,
                SharedData.Catalog[layer],
                rows,
                CountyState.SyntheticNote,
                TestContext.Current.CancellationToken
            );
            all.AppendData(bytes.ToArray());
        }

        return Convert.ToHexString(all.GetHashAndReset());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_county_to_the_byte_and_another_seed_another()
    {
        var one = await HashAsync(300, 7);
        Assert.Equal(one, await HashAsync(300, 7));
        Assert.NotEqual(one, await HashAsync(300, 8));
    }

    [Fact]
    public void Totals_match_the_published_decision()
    {
        var hamlets = Default.Value["hamlets"];
        Assert.Equal(2600, hamlets.Count);
        Assert.Equal(335_667, hamlets.Sum(h => (int)h["population"]!));
        Assert.Equal(79_553, hamlets.Sum(h => (int)h["poor_population"]!));
        Assert.Equal(20_859, hamlets.Where(h => h["relocate"] is true).Sum(h => (int)h["population"]!));
        Assert.All(
            hamlets,
            h =>
                Assert.True(
                    h["households"] is null or >= 5 and <= 200 && (int)h["poor_population"]! <= (int)h["population"]!
                )
        );
    }

    [Fact]
    public void Townships_and_villages_have_their_real_names_and_88_villages_are_poor()
    {
        var areas = Default.Value["areas"];
        Assert.Equal(
            (1, 16, 175),
            (
                areas.Count(a => a["level"] is "county"),
                areas.Count(a => a["level"] is "township"),
                areas.Count(a => a["level"] is "village")
            )
        );
        Assert.Equal(88, areas.Count(a => a["poor_village"] is true));
        Assert.Contains(areas, a => a["code"] is "451031104" && a["name"] is "德峨镇");
    }

    [Fact]
    public void The_county_fills_its_bounding_box_and_every_shape_is_valid()
    {
        var county = Default.Value["areas"].Single(a => a["level"] is "county").Geometry!.EnvelopeInternal;
        Assert.Equal(
            (104.8, 105.7, 24.4, 25.0),
            (
                Math.Round(county.MinX, 4),
                Math.Round(county.MaxX, 4),
                Math.Round(county.MinY, 4),
                Math.Round(county.MaxY, 4)
            )
        );
        Assert.All(
            Default.Value.Values.SelectMany(l => l).Where(r => r.Geometry is not null),
            r => Assert.True(r.Geometry!.IsValid, (string?)r["code"])
        );
    }

    [Fact]
    public void About_twenty_thousand_roads_contain_the_defects_of_real_data()
    {
        var roads = Default.Value["roads"];
        Assert.InRange(roads.Count, 20_000, 21_000);
        Assert.Equal(["C", "G", "S", "X", "Y", "Z"], roads.Select(r => (string)r["class"]!).Distinct().Order());
        Assert.Contains(roads, r => r["surface"] is null);
        Assert.Contains(roads, r => r["status"] is "planned" && r["opened_on"] is DateOnly { Year: 2020 });
        Assert.Contains(
            roads,
            r =>
                r["surfaced_on"] is DateOnly hardened
                && r["opened_on"] is DateOnly opened
                && hardened.Year - opened.Year >= 5
        );
        Assert.All(roads, r => Assert.True(r["surfaced_on"] is null or DateOnly { Year: >= 2005 and <= 2019 }));
    }

    [Fact]
    public void Every_row_says_that_it_is_synthetic() =>
        Assert.All(Default.Value.Values.SelectMany(l => l), r => Assert.Equal(DemoCounty.Source, r["source"]));
}
