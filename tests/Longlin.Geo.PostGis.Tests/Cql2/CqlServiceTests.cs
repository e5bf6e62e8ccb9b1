using System.Net;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests.Cql2;

/// <summary>Filters of the running service.</summary>
[Collection(SharedService.Name)]
public sealed class CqlServiceTests(RunningService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_declared_class_of_CQL2_stands_in_the_table_of_predicates()
    {
        const string Cql2 = "http://www.opengis.net/spec/cql2/1.0/conf/";
        var declared = (await service.JsonAsync("/ogc/conformance"))
            .GetProperty("conformsTo")
            .EnumerateArray()
            .Select(c => c.GetString()!)
            .Where(c => c.StartsWith(Cql2, StringComparison.Ordinal))
            .Select(c => c[Cql2.Length..])
            .Except(["cql2-text", "cql2-json"]);
        Assert.Empty(declared.Except(CqlPredicateTests.Classes().Select(c => c.Data)));
    }

    [Theory]
    [InlineData("households > 'x'", "cql2-text", "at character 14: > needs a number here")]
    [InlineData(
        """{"op":"isNull","args":[{"property":"taste"}]}""",
        "cql2-json",
        "at /args/0: there is no property taste"
    )]
    public async Task A_bad_filter_is_a_400_that_names_the_place(string filter, string language, string detail)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get,
            $"/ogc/collections/hamlets/items?filter-lang={language}&filter={Uri.EscapeDataString(filter)}"
        );
        request.Headers.Add("Accept-Language", "en");
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            detail,
            JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("detail")
                .GetString()!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("households >= 50", "households >= 50")]
    [InlineData(
        "households >= 20 AND (dispersed = FALSE OR poor_population / households > 1.5)",
        "households >= 20 and (dispersed = false or poor_population::float8 / nullif(households, 0) > 1.5)"
    )]
    [InlineData("name LIKE '%寨%' OR name IS NULL", "name like '%寨%' or name is null")]
    [InlineData("households NOT BETWEEN 20 AND 60", "households not between 20 and 60")]
    [InlineData(
        "water_quality IN ('met', 'not_met') AND poor_households < households",
        "water_quality in ('met', 'not_met') and poor_households < households"
    )]
    [InlineData(
        "S_INTERSECTS(geom, BBOX(105.0, 24.5, 105.3, 24.8))",
        "st_intersects(geom, st_makeenvelope(105.0, 24.5, 105.3, 24.8, 4490))"
    )]
    [InlineData(
        "S_DISJOINT(geom, POLYGON((105 24.4, 105.4 24.4, 105.2 25, 105 24.4)))",
        "st_disjoint(geom, st_setsrid('polygon((105 24.4, 105.4 24.4, 105.2 25, 105 24.4))'::geometry, 4490))"
    )]
    [InlineData("T_AFTER(updated_at, TIMESTAMP('2001-01-01T00:00:00Z'))", "updated_at > '2001-01-01'")]
    public async Task A_filter_returns_the_same_features_as_SQL(string filter, string sql)
    {
        await using var command = service.Database.Source.CreateCommand(
            $"select id from longlin.hamlets where {sql} order by id"
        );
        List<long> theirs = [];
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
                theirs.Add(reader.GetInt64(0));
        }

        Assert.NotEmpty(theirs);
        Assert.Equal(
            theirs,
            (
                await service.FeaturesAsync(
                    $"/ogc/collections/hamlets/items?limit=70&filter={Uri.EscapeDataString(filter)}"
                )
            ).Select(f => f.GetProperty("id").GetInt64())
        );
    }
}
