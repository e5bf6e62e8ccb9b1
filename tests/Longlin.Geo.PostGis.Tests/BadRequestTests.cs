using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What is wrong with a request is named, in the language of the caller, with what is allowed.</summary>
public sealed partial class BadRequestTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Items = "/ogc/collections/hamlets/items";
    private const string Gaps = "/ogc/collections/gaps/items";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Items + "?limit=0", "limit", "from 1 to 10000")]
    [InlineData(Items + "?limit=x", "limit", "from 1 to 10000")]
    [InlineData(Items + "?limit=1&limit=2", "limit", "more than once")]
    [InlineData(Items + "?bbox=1,2,3", "bbox", "4 or 6")]
    [InlineData(Items + "?bbox-crs=x", "bbox-crs", "use one of")]
    [InlineData(Items + "?crs=x", "crs", "use one of")]
    [InlineData(Items + "?filter-crs=x", "filter-crs", "use one of")]
    [InlineData(Items + "?datetime=yesterday", "datetime", "2018-12-31")]
    [InlineData(Items + "?filter=households%20>", "filter", "")]
    [InlineData(Items + "?filter=nope%20=%201", "filter", "nope")]
    [InlineData(Items + "?filter-lang=sql", "filter-lang", "cql2-text")]
    [InlineData(Items + "?sortby=nope", "sortby", "")]
    [InlineData(Items + "?properties=nope", "properties", "nope")]
    [InlineData(Items + "?cursor=x", "cursor", "")]
    [InlineData(Items + "?f=pdf", "f", "json, html, csv")]
    [InlineData(Items + "?households=many", "households", "")]
    [InlineData(Items + "?nope=1", "nope", "use")]
    [InlineData(Items + "?token=1", "token", "")]
    [InlineData(Items + "/1?f=csv", "f", "json, html")]
    [InlineData(Items + "/1?crs=x", "crs", "use one of")]
    [InlineData(Items + "/1?datetime=2018-12-31", "datetime", "use: crs, f")]
    [InlineData(Gaps + "?datetime=2018-01-01/..", "datetime", "2018-12-31")]
    [InlineData(Gaps + "?service=gas", "service", "road")]
    [InlineData(Gaps + "?rule=NONE", "rule", "ROAD-H50-HARD")]
    [InlineData(Gaps + "?verdict=maybe", "verdict", "not_met")]
    [InlineData(Gaps + "?minHouseholds=x", "minHouseholds", "whole number")]
    [InlineData(Gaps + "?crs=http://www.opengis.net/def/crs/EPSG/0/3857", "crs", "CRS84")]
    [InlineData(Gaps + "?limit=0", "limit", "above 0")]
    [InlineData(Gaps + "?sortby=nope", "sortby", "")]
    [InlineData(Gaps + "?filter=nope%20=%201", "filter", "nope")]
    [InlineData(Gaps + "?cursor=x", "cursor", "")]
    [InlineData(Gaps + "?nope=1", "nope", "use")]
    [InlineData(Gaps + "/451031100200001?nope=1", "nope", "use: datetime")]
    [InlineData(Gaps + "/451031100200001?verdict=maybe", "verdict", "not_met")]
    [InlineData("/ogc/collections?f=xml", "f", "json, html")]
    [InlineData("/tiles/hamlets/x/0/0.mvt", "z", "whole number")]
    [InlineData("/tiles/hamlets/99/0/0.mvt", "z", "")]
    [InlineData("/tiles/hamlets/0/5/0.mvt", "x", "")]
    [InlineData("/api/network/road/dead-ends?since=2015-12-31", "since", "use: asOf")]
    [InlineData("/api/network/power/bottlenecks", "service", "road, access")]
    [InlineData("/api/coverage/gaps?area=", "area", "not empty")]
    [InlineData("/api/coverage/gaps?rule=ROAD-H50-HARD&verdict=", "verdict", "not_met")]
    [InlineData("/api/works?state=done", "state", "finished, given_up")]
    [InlineData("/api/works?by=month", "by", "bureau, township")]
    [InlineData("/api/changes?since=soon", "since", "day or a moment")]
    [InlineData("/api/changes?limit=1001", "limit", "1 to 1000")]
    [InlineData("/api/changes?code=1", "layer", "")]
    [InlineData("/api/power/transformers?minAge=-1", "minAge", "from 0 to 200")]
    [InlineData("/api/relocation/candidates?sort=name", "sort", "tests, code, cost, households")]
    public async Task A_wrong_parameter_is_named_with_what_is_allowed(string address, string parameter, string allowed)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        await RefusedAsync(request, HttpStatusCode.BadRequest, parameter, allowed);
    }

    [Theory]
    [InlineData("/api/network/gas/dead-ends", "service", "road")]
    [InlineData("/ogc/collections/gas/items", "collectionId", "hamlets")]
    [InlineData("/ogc/collections/hamlets/tiles/Mars", "tileMatrixSetId", "WebMercatorQuad")]
    [InlineData("/api/jobs/none", "id", "")]
    [InlineData("/api/hamlets/999/coverage", "code", "999")]
    [InlineData("/api/relocation/red-lines/999/proposal", "hamlet", "999")]
    public async Task What_does_not_exist_is_named(string address, string parameter, string says)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        await RefusedAsync(request, HttpStatusCode.NotFound, parameter, says);
    }

    [Theory]
    [InlineData("POST", "/api/what-if", "[]", "$")]
    [InlineData("POST", "/api/what-if", """{"asOf": "31.12.2018"}""", "$.asOf")]
    [InlineData("POST", "/api/what-if", """{"day": "2018-12-31"}""", "$.day")]
    [InlineData("POST", "/api/what-if", """{"asOf": "2018-12-31", "asOf": "2018-12-31"}""", "$.asOf")]
    [InlineData("POST", "/api/sites/score", "{}", "geometry")]
    [InlineData("POST", "/api/sites/score", """{"sites": 5}""", "$.sites")]
    [InlineData("POST", "/api/sites/suggest", "{}", "persons")]
    [InlineData("POST", "/api/sites/suggest", """{"persons": "many"}""", "$.persons")]
    [InlineData("POST", "/api/sites/suggest", """{"persons": 10, "asOf": "soon"}""", "$.asOf")]
    [InlineData("POST", "/api/sites/suggest", """{"persons": 10, "limit": 0}""", "limit")]
    [InlineData("POST", "/api/sites/assign", """{"maxDistanceM": -1}""", "maxDistanceM")]
    [InlineData("POST", "/api/works/NONE/finish", "{}", "finishedOn")]
    [InlineData("POST", "/api/works/NONE/finish", """{"finishedOn": "2018-12-31", "surface": "gold"}""", "surface")]
    public async Task A_wrong_body_is_named_by_its_member(string method, string address, string body, string parameter)
    {
        using HttpRequestMessage request = new(new(method), address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        await RefusedAsync(request, HttpStatusCode.BadRequest, parameter, "");
    }

    private async Task RefusedAsync(HttpRequestMessage request, HttpStatusCode status, string parameter, string says)
    {
        request.Headers.Add("Accept-Language", "en");
        using var response = await service.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(says, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotMatch(Han(), text);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
