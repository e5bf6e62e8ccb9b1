using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>OGC pages for people: words of the reader's language, a map with a scale, links that work.</summary>
public sealed partial class OgcPageTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Gaps = "/ogc/collections/gaps/items?datetime=2016-12-31&service=road&limit=3&f=html";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zh", "未通", "第一页", "下一页")]
    [InlineData("en", "not met", "First page", "Next page")]
    public async Task The_page_of_gaps_speaks_the_language_of_its_reader(
        string language,
        string verdict,
        string first,
        string next
    )
    {
        var page = await PageAsync(Gaps, language);
        Assert.Contains(verdict, page, StringComparison.Ordinal);
        Assert.DoesNotContain("not_met", WithoutAddresses(page), StringComparison.Ordinal);
        Assert.DoesNotContain("villageCode", page, StringComparison.Ordinal);
        Assert.DoesNotContain(first, page, StringComparison.Ordinal);
        Assert.Contains(next, page, StringComparison.Ordinal);
        var second = await PageAsync(Unescape(Next().Match(page).Groups[1].Value), language);
        Assert.Contains(first, second, StringComparison.Ordinal);
        if (language == "en")
            // Names of places are not translated; headers are.
            Assert.DoesNotMatch(Han(), string.Concat(Heads().Matches(page).Select(m => m.Value)));
    }

    [Theory]
    [InlineData(Gaps)]
    [InlineData("/ogc/collections/hamlets/items?limit=5&f=html")]
    [InlineData("/ogc/collections/works/items?limit=2&f=html")]
    [InlineData("/ogc/collections/surveys/items?limit=2&f=html")]
    public async Task Every_link_of_a_page_leads_somewhere(string address)
    {
        var page = await PageAsync(address, "en");
        List<string> dead = [];
        foreach (var link in Links().Matches(page).Select(m => Unescape(m.Groups[1].Value)).Distinct().Take(40))
        {
            using var response = await service.Client.GetAsync(link, Token);
            if (!response.IsSuccessStatusCode && link != "/")
                dead.Add($"{link}: {(int)response.StatusCode}");
        }

        Assert.Equal([], dead);
    }

    [Theory]
    [InlineData("/ogc/collections/hamlets/items?limit=5&f=html", true)]
    [InlineData("/ogc/collections/hamlets/items/1?f=html", true)]
    [InlineData(Gaps, true)]
    [InlineData("/ogc/collections/surveys/items?limit=2&f=html", false)]
    public async Task A_page_of_places_has_a_map_with_a_frame_and_a_scale(string address, bool map)
    {
        var page = await PageAsync(address, "en");
        Assert.Equal(map, page.Contains("<svg role=\"img\"", StringComparison.Ordinal));
        Assert.Equal(map, Scale().IsMatch(page));
    }

    // Latitude stands first in some systems: the map is the same.
    [Fact]
    public async Task The_map_is_north_up_in_every_system()
    {
        var one = await PageAsync("/ogc/collections/hamlets/items?limit=5&f=html", "en");
        var other = await PageAsync(
            "/ogc/collections/hamlets/items?limit=5&f=html&crs=http://www.opengis.net/def/crs/EPSG/0/4490",
            "en"
        );
        Assert.Equal(Drawing().Match(one).Value, Drawing().Match(other).Value);
    }

    private async Task<string> PageAsync(string address, string language)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Add("Accept-Language", language);
        using var response = await service.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    private static string Unescape(string address) => System.Net.WebUtility.HtmlDecode(address);

    private static string WithoutAddresses(string page) => Links().Replace(page, "");

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("<a (?:rel=\"\\w+\" )?href=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<th[^>]*>[^<]*")]
    private static partial Regex Heads();

    [GeneratedRegex(@"<text [^>]*>[\d.]+ k?m</text>")]
    private static partial Regex Scale();

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
