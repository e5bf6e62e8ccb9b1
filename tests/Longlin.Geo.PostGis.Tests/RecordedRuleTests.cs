using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>One small county, computed once for the tests of <see cref="RecordedRuleTests"/>.</summary>
public sealed class RecordedCounty(TestCluster cluster) : IAsyncLifetime
{
    private const string Rows = """
        insert into longlin.areas (code, level, name, seat_lon, seat_lat, geom, poor_village, cooperatives, fund_yuan,
          attributes_on)
        values
          ('451031', 'county', '县', 105.05, 24.75, st_setsrid(st_makeenvelope(105, 24.7, 105.3, 24.8), 4490), null, null,
            null, null),
          ('451031100', 'township', '甲镇', 105.05, 24.75, st_setsrid(st_makeenvelope(105, 24.7, 105.3, 24.8), 4490), null,
            null, null, null),
          ('451031100201', 'village', '一村', 105.05, 24.75, st_setsrid(st_makeenvelope(105, 24.7, 105.1, 24.8), 4490),
            true, 2, 600000, '2016-12-31'),
          ('451031100202', 'village', '二村', 105.15, 24.75, st_setsrid(st_makeenvelope(105.1, 24.7, 105.2, 24.8), 4490),
            true, 0, 0, '2016-12-31'),
          ('451031100203', 'village', '三村', 105.25, 24.75, st_setsrid(st_makeenvelope(105.2, 24.7, 105.3, 24.8), 4490),
            true, null, 300000, '2016-12-31');
        insert into longlin.facilities (code, kind, to_standard, level, village_code, opened_on, geom) values
          ('H1', 'hospital', true, 'county', null, '2017-01-01', 'srid=4490;point(105.05 24.75)'),
          ('H2', 'hospital', null, 'county', null, null, 'srid=4490;point(105.15 24.75)'),
          ('J1', 'employment', null, 'county', null, null, 'srid=4490;point(105.05 24.75)'),
          ('J2', 'employment', null, 'village', null, null, 'srid=4490;point(105.15 24.75)'),
          ('W1', 'waste', null, null, null, '2018-06-01', 'srid=4490;point(105.15 24.75)'),
          ('F1', 'finance', null, null, '451031100203', null, 'srid=4490;point(105.05 24.75)');
        insert into longlin.zones (code, kind, opened_on, geom) values
          ('Z1', 'agricultural_core', null, st_setsrid(st_makeenvelope(105.01, 24.71, 105.02, 24.72), 4490)),
          ('Z2', 'agricultural_core', '2019-01-01', st_setsrid(st_makeenvelope(105.11, 24.71, 105.12, 24.72), 4490)),
          ('Z3', 'desertification', null, st_setsrid(st_makeenvelope(105.21, 24.71, 105.22, 24.72), 4490));
        insert into longlin.hamlets (code, status, closed_on, households, population, poor_population,
          baseline_poor_population, baseline_households, tap_households, satellite_households, attributes_on, geom)
        values
          ('451031100201001', 'open', null, 20, 80, 10, 60, 20, 15, 17, '2016-06-30', 'srid=4490;point(105.05 24.75)'),
          ('451031100201002', 'open', null, null, 80, 0, 40, 20, 9, null, '2016-06-30', 'srid=4490;point(105.06 24.75)'),
          ('451031100202001', 'closed', '2018-05-01', 30, 120, 5, 25, 30, 3, null, null, 'srid=4490;point(105.15 24.75)');
        insert into longlin.telecom (code, kind, geom)
        values ('T1', 'transmitter', 'srid=4490;point(105.29 24.75)');
        insert into longlin.settings values ('data_date', '2019-12-31');
        """;

    internal Database Database { get; private set; } = null!;

    internal WayStore Ways { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await cluster.EmptyAsync();
        await Database.RunAsync(Rows);
        Ways = new(Database, TestCluster.Standard, TimeProvider.System);
        await CoverageComputation.RunAsync(
            Database,
            TestCluster.Standard,
            "451031",
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        Ways.Dispose();
        await Database.DisposeAsync();
    }
}

/// <summary>
/// Rules about what is counted and recorded, days of attributes and of imports, vacated hamlets: from the store to the
/// answers, in one small county.
/// </summary>
public sealed class RecordedRuleTests(TestCluster cluster, RecordedCounty county) : IClassFixture<RecordedCounty>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<Progress> ProgressAsync(DateOnly day, string? by = null) =>
        await ProgressQuery.RunAsync(
            county.Database,
            TestCluster.Standard,
            "451031",
            new() { AsOf = day, By = by },
            _ => StoredCounty.ReadAsync(county.Database, day),
            Token
        );

    private static RuleProgress Of(Progress progress, string rule) => progress.Rules.Single(r => r.Rule.Rule == rule);

    [Fact]
    public async Task Counted_and_recorded_rules_stand_where_the_rows_put_them()
    {
        var progress = await ProgressAsync(new(2018, 12, 31), "village");
        (double, double, long) Number(string rule) =>
            Of(progress, rule) is { Number: { } n } r ? (n.Value, r.Remaining ?? double.NaN, n.Unknown) : default;
        Assert.Equal((1, 2, 0), Number("ZONE-AGRI"));
        Assert.Equal((1, 0, 1), Number("HOSPITAL-C"));
        Assert.Equal((1, 0, 0), Number("JOBS-3-C"));
        // Out of poverty: 50 and 40 of those with both numbers recorded; the vacated hamlet's are of no day yet.
        Assert.Equal((90, 79463, 1), Number("POOR-79553"));
        Assert.Equal(RuleStanding.Open, Of(progress, "POOR-79553").Standing);
        (long?, long?, long?, long?) Counts(string rule) =>
            Of(progress, rule).County is { } c ? (c.Total, c.Met, c.NotMet, c.Unknown) : default;
        Assert.Equal((3, 1, 1, 1), Counts("COOP-V"));
        Assert.Equal((3, 1, 1, 1), Counts("COOP-PV"));
        // Asked where there is a fund: the village without one is no subject of the rule.
        Assert.Equal((2, 1, 1, 0), Counts("FUND-PV"));
        Assert.Equal((3, 2, 1, 0), Counts("JOBS-3-V"));
        Assert.Equal((1, 1, 0, 0), Counts("JOBS-3-T"));
        Assert.Equal((3, 0, 0, 3), Counts("IND-V"));
        // By village they add up.
        var areas = Of(progress, "ZONE-AGRI").Areas;
        Assert.Equal([("451031100201", 1.0)], areas.Select(a => (a.Code!, a.Value!.Value)).Where(a => a.Item2 > 0));
        // Before the day on which they were recorded nothing is known of cooperatives.
        Assert.Equal(3, Of(await ProgressAsync(new(2016, 6, 1)), "COOP-V").County!.Unknown);
    }

    [Fact]
    public async Task Figures_are_shown_with_their_trend_and_are_no_rules()
    {
        var figures = (await ProgressAsync(new(2018, 12, 31))).Figures.ToDictionary(f => f.Figure.Name);
        var waste = figures["villages_with_waste_works"];
        Assert.Equal((1, 3, 0), (waste.Number.Value, waste.Number.OutOf, waste.YearBefore));
        Assert.InRange(figures["desertification_area"].Number.Value, 1_000_000, 1_300_000);
        Assert.Equal((0, 0), (figures["cold_stores"].Number.Value, figures["cold_stores"].YearBefore));
    }

    [Fact]
    public async Task The_villages_behind_a_rule_are_listed_as_gaps_without_those_that_are_not_asked()
    {
        var gaps = await GapsAsync(
            new()
            {
                Service = "mutual_fund",
                Subject = "village",
                AsOf = new(2018, 12, 31),
            }
        );
        Assert.Equal((2, "451031100203"), (gaps.Totals.Assessed, Assert.Single(gaps.Items).Code));
    }

    [Fact]
    public async Task A_facility_that_only_names_a_village_is_a_conflict_there()
    {
        var gaps = await GapsAsync(
            new()
            {
                Service = "finance",
                Subject = "village",
                AsOf = new(2018, 12, 31),
                Conflict = true,
            }
        );
        Assert.Equal("451031100203", Assert.Single(gaps.Items).Code);
    }

    private Task<GapAnswer> GapsAsync(GapQuestion question) =>
        GapQuery.RunAsync(county.Ways, "451031", question, Token);

    [Fact]
    public async Task Households_without_a_service_are_counted_and_vacated_hamlets_say_since_when()
    {
        GapQuestion question = new() { Service = "broadcast", AsOf = new(2018, 12, 31) };
        var current = (await GapsAsync(question)).Items.ToDictionary(g => g.Code);
        Assert.Equal(
            (VerdictReason.Partly, 3),
            (current["451031100201001"].Reason, current["451031100201001"].MissingHouseholds)
        );
        Assert.DoesNotContain("451031100202001", current.Keys);
        var baseline = (await GapsAsync(question with { Baseline = true })).Items.ToDictionary(g => g.Code);
        Assert.Equal(
            (VerdictReason.Vacated, new DateOnly(2018, 5, 1)),
            (baseline["451031100202001"].Reason, baseline["451031100202001"].VacatedOn)
        );
        var place = await PlaceQuery.RunAsync(
            county.Ways,
            "451031",
            "451031100202001",
            new(2018, 12, 31),
            Forecasts.Planned,
            Token
        );
        Assert.All(place!, s => Assert.Equal(new DateOnly(2018, 5, 1), s.Standing.VacatedOn));
    }

    [Fact]
    public async Task A_rate_counts_rows_with_both_numbers_from_the_day_they_were_recorded()
    {
        var taps = (await ProgressAsync(new(2018, 12, 31))).Rates.Single(r => r.Name == "tap_share");
        Assert.Equal((15, 20, 1), (taps.Value, taps.OutOf, taps.Unknown));
        var before = (await ProgressAsync(new(2016, 6, 29))).Rates.Single(r => r.Name == "tap_share");
        Assert.Equal((0, 3), (before.Value, before.Unknown));
    }

    [Fact]
    public async Task An_import_before_eight_in_the_morning_belongs_to_its_day()
    {
        await using var database = await cluster.EmptyAsync();
        await database.RunAsync(
            """
            insert into longlin.imports (layer, file_name, started_at) values ('hamlets', 'a', '2018-12-31T23:30:00Z');
            insert into longlin.hamlets (code, import_id, water_quality, geom)
            values ('H', (select max(id) from longlin.imports), 'not_met', 'srid=4490;point(105 24.7)');
            """
        );
        var stored = await StoredCounty.ReadAsync(database, new(2020, 1, 1));
        Assert.Equal(new DateOnly(2019, 1, 1), stored.DataDate);
        Assert.Equal(new DateOnly(2019, 1, 1).DayNumber, Assert.Single(stored.Places).RecordedOn);
    }
}
