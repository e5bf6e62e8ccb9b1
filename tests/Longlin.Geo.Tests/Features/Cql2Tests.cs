using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Tests.Features;

/// <summary>
/// What filters mean, that both encodings mean the same, and that nothing of a filter becomes SQL but its meaning.
/// </summary>
public class Cql2Tests
{
    private static readonly LayerDescription Hamlets = SharedData.Catalog["hamlets"];

    private static (string Sql, object?[] Values) Sql(CqlNode node)
    {
        using NpgsqlCommand command = new();
        var sql = new CqlSql(CollectionQuery.Queryables(Hamlets), command.Parameters, OgcCrs.Crs84).Condition(node);
        return (
            sql,
            [
                .. command.Parameters.Select(p =>
                    p.Value is NetTopologySuite.Geometries.Geometry g ? g.ToText() : p.Value
                ),
            ]
        );
    }

    [Theory]
    [InlineData("households >= 50", "(f.\"households\" >= $1)")]
    [InlineData("households>=50 AND NOT dispersed", null)]
    [InlineData(
        "households>=50 AND dispersed = TRUE OR name LIKE '%寨'",
        "(((f.\"households\" >= $1) and (f.\"dispersed\" = true)) or (f.\"name\" like $2))"
    )]
    [InlineData("NOT households BETWEEN 20 AND 50", "(not (f.\"households\" between $1 and $2))")]
    [InlineData("households NOT IN (1, 2, 3)", "(not (f.\"households\" in ($1, $2, $3)))")]
    [InlineData("name IS NOT NULL", "(not (f.\"name\" is null))")]
    [InlineData(
        "CASEI(name) LIKE casei('A%')",
        "((translate(lower(upper(f.\"name\" collate \"und-x-icu\")), 'ς', 'σ') collate \"default\") like "
            + "(translate(lower(upper($1 collate \"und-x-icu\")), 'ς', 'σ') collate \"default\"))"
    )]
    [InlineData(
        "population / households > 4 + 1 * 2",
        "(((f.\"population\")::float8 / nullif((f.\"households\")::float8, 0)) > (($1)::float8 + "
            + "((($2)::float8 * ($3)::float8))::float8))"
    )]
    [InlineData("poor_households <= households", "(f.\"poor_households\" <= f.\"households\")")]
    [InlineData(
        "(households + 1) * 2 = 4",
        "(((((f.\"households\")::float8 + ($1)::float8))::float8 * ($2)::float8) = $3)"
    )]
    [InlineData("S_INTERSECTS(geom, BBOX(105, 24, 106, 25))", "st_intersects(f.\"geom\", $1)")]
    [InlineData("s_within(geom, POLYGON((105 24, 106 24, 106 25, 105 24)))", "st_within(f.\"geom\", $1)")]
    [InlineData(
        "T_BEFORE(opened_on, DATE('2018-01-01'))",
        "(((f.\"opened_on\")::timestamp at time zone 'UTC') < (($1)::timestamp at time zone 'UTC'))"
    )]
    [InlineData("T_INTERSECTS(updated_at, INTERVAL('2018-01-01T00:00:00Z', '..'))", null)]
    [InlineData("opened_on < DATE('2018-01-01')", "(f.\"opened_on\" < $1)")]
    [InlineData("-households = -5", "((($1)::float8 * (f.\"households\")::float8) = $2)")]
    [InlineData("households = -5", "(f.\"households\" = $1)")]
    [InlineData("\"name\" = 'it''s'", "(f.\"name\" = $1)")]
    public void Text_is_parsed_into_a_condition(string text, string? sql)
    {
        if (text.Contains("NOT dispersed", StringComparison.Ordinal))
        {
            Assert.Equal("((f.\"households\" >= $1) and (not f.\"dispersed\"))", Sql(CqlText.Parse(text)).Sql);
            return;
        }

        if (sql is null)
            Assert.Contains("'infinity'::timestamptz", Sql(CqlText.Parse(text)).Sql, StringComparison.Ordinal);
        else
            Assert.Equal(sql, Sql(CqlText.Parse(text)).Sql);
    }

    [Theory]
    [InlineData(
        "households >= 50 AND NOT dispersed",
        """{"op":"and","args":[{"op":">=","args":[{"property":"households"},50]},{"op":"not","args":"""
            + """[{"property":"dispersed"}]}]}"""
    )]
    [InlineData("households BETWEEN 20 AND 50", """{"op":"between","args":[{"property":"households"},20,50]}""")]
    [InlineData("households IN (1, 2)", """{"op":"in","args":[{"property":"households"},[1,2]]}""")]
    [InlineData("name IS NULL", """{"op":"isNull","args":[{"property":"name"}]}""")]
    [InlineData("CASEI(name) = 'x'", """{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},"x"]}""")]
    [InlineData(
        "population ^ 2 % 3 DIV 2 = 1",
        """{"op":"=","args":[{"op":"div","args":[{"op":"%","args":[{"op":"^","args":"""
            + """[{"property":"population"},2]},3]},2]},1]}"""
    )]
    [InlineData(
        "T_AFTER(opened_on, DATE('2018-01-01'))",
        """{"op":"t_after","args":[{"property":"opened_on"},{"date":"2018-01-01"}]}"""
    )]
    [InlineData(
        "T_FINISHEDBY(INTERVAL(opened_on, closed_on), INTERVAL('2018-01-01', '..'))",
        """{"op":"t_finishedBy","args":[{"interval":[{"property":"opened_on"},{"property":"closed_on"}]},"""
            + """{"interval":["2018-01-01",".."]}]}"""
    )]
    [InlineData(
        "S_DISJOINT(geom, POINT(105 24))",
        """{"op":"s_disjoint","args":[{"property":"geom"},{"type":"Point","coordinates":[105,24]}]}"""
    )]
    [InlineData(
        "S_EQUALS(geom, BBOX(1, 2, 3, 4))",
        """{"op":"s_equals","args":[{"property":"geom"},{"bbox":[1,2,3,4]}]}"""
    )]
    public void Both_encodings_mean_the_same(string text, string json)
    {
        var (a, b) = (Sql(CqlText.Parse(text)), Sql(CqlJson.Parse(json)));
        Assert.Equal(a.Sql, b.Sql);
        Assert.Equal(a.Values, b.Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("households")] // no condition
    [InlineData("households >")]
    [InlineData("households = 'fifty'")]
    [InlineData("name + 1 = 2")]
    [InlineData("taste = 1")]
    [InlineData("households = 1; drop table longlin.hamlets")]
    [InlineData("name = 'open")]
    [InlineData("households = 1 1")]
    [InlineData("f.households = 1")]
    [InlineData("pg_sleep(10) = 1")]
    [InlineData("S_TOUCHES(geom, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(3 4, 5 6)))")]
    [InlineData("S_INTERSECTS(geom, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))")] // crosses itself
    [InlineData("S_INTERSECTS(geom, POINT(nan 2))")]
    [InlineData("S_INTERSECTS(geom, BBOX(1, 4, 3, 2))")]
    [InlineData("S_INTERSECTS(geom, POINT(1 2)")]
    [InlineData("T_AFTER(households, DATE('2018-01-01'))")]
    [InlineData("opened_on = DATE('2018-13-01')")]
    [InlineData("dispersed BETWEEN FALSE AND TRUE")]
    [InlineData("T_DURING(updated_at, INTERVAL('2018-01-01', '..'))")] // intervals only
    [InlineData("T_AFTER(updated_at, INTERVAL('2018-01-02', '2018-01-01'))")]
    [InlineData("S_INTERSECTS(geom, POINT(90 180))")]
    [InlineData("name LIKE code")]
    [InlineData("2 ^ 3 ^ 2 = households")]
    [InlineData("ACCENTI(name) = 'a'")]
    [InlineData("name LIKE 'a\\'")]
    [InlineData("households = 1e999")]
    public void A_malformed_or_mistyped_filter_is_refused_with_a_message(string text)
    {
        var fault = Assert.Throws<CqlException>(() => Sql(CqlText.Parse(text)));
        Assert.False(string.IsNullOrWhiteSpace(fault.Reason.Zh) || string.IsNullOrWhiteSpace(fault.Reason.En));
    }

    [Theory]
    [InlineData("households = 'x'", "at character 14: = needs a number here, not a text")]
    [InlineData("name = 'a' AND taste = 1", "at character 16: there is no property taste; use one of: code, ")]
    [InlineData("households = ", "at character 14: the filter ends too early; expected a property, a value, ")]
    [InlineData("households = 1 1", "at character 16: expected AND, OR, an operator or the end, not \"1\"")]
    [InlineData("name NOT 'a'", "at character 10: expected LIKE, BETWEEN or IN, not \"'a'\"")]
    [InlineData(
        "ACCENTI(name) = 'a'",
        "at character 1: there is no operator or function ACCENTI; use one of: CASEI, S_"
    )]
    [InlineData("S_INTERSECTS(geom)", "at character 1: s_intersects takes 2 arguments, not 1")]
    [InlineData("S_INTERSECTS(geom, POINT(90 180))", "at character 20: latitude 180 should lie between -90 and 90")]
    [InlineData("S_INTERSECTS(geom, BBOX(1, 2, 3))", "at character 20: a BBOX has 4 or 6 numbers: west, south, east, ")]
    [InlineData("S_INTERSECTS(geom, BBOX(1, 4, 3, 2))", "at character 20: the lower bounds of the BBOX are above ")]
    [InlineData("opened_on = DATE('2018-13-01')", "at character 13: \"2018-13-01\" is not a date; write it as ")]
    [InlineData("opened_on IN ('gestern')", "at character 15: \"gestern\" is not a date; write it as ")]
    [InlineData(
        "T_DURING(opened_on, INTERVAL('2018-01-01', '..'))",
        "at character 10: t_during compares two INTERVALs"
    )]
    [InlineData("""{"op":"=","args":[{"property":"taste"},1]}""", "at /args/0: there is no property taste")]
    [InlineData("""{"op":"like","args":[{"property":"name"},5]}""", "at /args/1: like needs a text here, not a number")]
    [InlineData("""{"op":"accenti","args":["a"]}""", "there is no operator or function accenti; use one of: and, or, ")]
    [InlineData("""{"op":"=","args":[1,2}""", "no valid JSON at line 1, byte 22")]
    [InlineData("""{"op":"and","args":[true,{"date":"x"}]}""", "at /args/1/date: \"x\" is not a date")]
    public void A_refused_filter_names_the_place_and_what_is_allowed(string filter, string message)
    {
        var fault = Assert.Throws<CqlException>(() =>
            Sql(filter.StartsWith('{') ? CqlJson.Parse(filter) : CqlText.Parse(filter))
        );
        Assert.StartsWith(message, fault.Reason.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("div")]
    [InlineData("/")]
    public void A_chain_of_operators_does_not_double_at_every_link(string op)
    {
        var chain = string.Concat(Enumerable.Repeat($" {op} 7", 200));
        Assert.InRange(Sql(CqlText.Parse($"households{chain} = 1")).Sql.Length, 1, 20_000);
    }

    [Theory]
    [InlineData("(", ")", "households = 1")]
    [InlineData("NOT ", "", "households = 1")]
    [InlineData("casei(", ")", "name")]
    [InlineData("- ", "", "1")]
    [InlineData("2 ^ ", "", "1")]
    [InlineData("1 + ", "", "1")]
    public void A_filter_nested_too_deeply_is_refused_without_a_stack_overflow(string open, string close, string middle)
    {
        foreach (var depth in (int[])[1_000, 4_000])
        {
            var text =
                string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));
            Assert.Throws<CqlException>(() => Sql(CqlText.Parse(text)));
        }

        Assert.Throws<CqlException>(() => CqlText.Parse(new string('(', 1_000_000)));
        Assert.Throws<CqlException>(() =>
            CqlJson.Parse(
                string.Concat(Enumerable.Repeat("""{"op":"not","args":[""", 3_000))
                    + "true"
                    + string.Concat(Enumerable.Repeat("]}", 3_000))
            )
        );
    }

    [Fact]
    public void Random_texts_are_parsed_or_refused_and_never_crash()
    {
        string[] words =
        [
            "households",
            "name",
            "geom",
            "opened_on",
            "dispersed",
            "(",
            ")",
            ",",
            "=",
            "<",
            ">=",
            "<>",
            "AND",
            "OR",
            "NOT",
            "LIKE",
            "IN",
            "BETWEEN",
            "IS",
            "NULL",
            "1",
            "'x'",
            "TRUE",
            "+",
            "-",
            "*",
            "/",
            "^",
            "%",
            "DIV",
            "S_INTERSECTS(",
            "POINT(1 2)",
            "BBOX(1,2,3,4)",
            "DATE('2018-01-01')",
            "INTERVAL('..','2018-01-01')",
            "T_DURING(",
            "CASEI(",
            "\"",
            "'",
            "\\",
            "é",
            "\0",
        ];
        var understood = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            Random random = new(seed);
            var text = string.Join(
                ' ',
                Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)])
            );
            try
            {
                Sql(CqlText.Parse(text));
                understood++;
            }
            catch (CqlException) { }
        }

        Assert.InRange(understood, 10, 20_000);
    }
}
