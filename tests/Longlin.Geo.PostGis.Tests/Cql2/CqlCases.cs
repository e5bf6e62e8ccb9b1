using Longlin.Geo.Features;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests.Cql2;

/// <summary>Ten rows with a column of every type, loaded once: what the predicates are asked of.</summary>
public sealed class CqlCases(TestCluster cluster) : IAsyncLifetime
{
    private const string Rows = """
        create table public.cases (
          code text primary key, name text, alt text, households integer, width double precision,
          cost numeric(18, 2), dispersed boolean, opened date, closed date, seen timestamptz, until timestamptz,
          tags text[], geom geometry(geometry, 4490));
        insert into public.cases values
        ('a', 'Kiev', 'Kiev', 0, 3.5, 100.10, true, '2010-01-01', '2015-06-30',
          '2022-04-16T10:13:19Z', '2022-04-16T10:15:10Z', '{r1,r2}', 'srid=4490;point(105 24)'),
        ('b', 'København', 'Kobenhavn', 10, 4.5, 200, false, '2015-06-30', '2020-01-01',
          '2021-04-16T10:15:59Z', '2022-04-16T10:16:06Z', '{r2}', 'srid=4490;point(106 25)'),
        ('c', 'Straße', 'STRASSE', 20, 6, 0, true, '2020-01-01', null,
          '2022-04-16T10:15:10Z', '2022-12-31T00:00:00Z', '{r1,r2,r3}', 'srid=4490;linestring(105 24, 106 25)'),
        ('d', '新寨', '新寨', 50, 3, 50.5, false, null, '2016-01-01',
          null, null, '{}', 'srid=4490;polygon((105 24, 106 24, 106 25, 105 25, 105 24))'),
        ('e', null, null, null, null, null, null, null, null, null, null, null, null),
        ('f', '100%_', 'x', 100, 7.5, 1000, true, '2020-01-02', '2020-01-02',
          '2019-01-01T00:00:00Z', '2019-01-01T00:00:00Z', '{r4}', 'srid=4490;point(179.5 0)'),
        ('g', 'it''s', 'its', -5, -1, -20, false, '1999-12-31', '2099-12-31',
          '2022-04-16T10:13:19.5Z', '2023-01-01T00:00:00Z', '{r1}', 'srid=4490;point(-179.5 0)'),
        ('h', E'back\\slash', 'back', 3, 1.5, 15, false, '2015-07-01', '2015-07-02',
          '2022-04-16T10:13:19Z', '2023-01-01T00:00:00Z', '{r1,r1}', 'srid=4490;multipoint(105 24, 106 25)'),
        ('i', E'tab\tnew', 'tab', 8, 0.5, 4, true, '2012-01-01', '2012-01-01',
          '2022-02-01T00:00:00Z', '2022-04-16T10:15:10Z', '{r3,r4}', 'srid=4490;point(180 10)'),
        ('j', 'ΟΔΟΣ', 'οδος', 21, 2, 63, false, '2015-06-30', null,
          '2022-04-16T10:13:20Z', '2022-04-16T10:15:00Z', '{r2,r1}', 'srid=4490;linestring(104 24.5, 107 24.5)');
        """;

    /// <summary>The properties that a predicate may name.</summary>
    public static IReadOnlyDictionary<string, CqlKind> Properties { get; } =
        new Dictionary<string, CqlKind>
        {
            ["name"] = CqlKind.Text,
            ["alt"] = CqlKind.Text,
            ["households"] = CqlKind.Number,
            ["width"] = CqlKind.Number,
            ["cost"] = CqlKind.Number,
            ["dispersed"] = CqlKind.Boolean,
            ["opened"] = CqlKind.Date,
            ["closed"] = CqlKind.Date,
            ["seen"] = CqlKind.Timestamp,
            ["until"] = CqlKind.Timestamp,
            ["tags"] = CqlKind.Texts,
            ["geom"] = CqlKind.Geometry,
        };

    private Database? _database;

    public async ValueTask InitializeAsync()
    {
        _database = await cluster.EmptyAsync();
        await _database.RunAsync(Rows);
    }

    /// <summary>The codes of the rows for which the predicate holds, in their order.</summary>
    public async Task<string> CodesAsync(CqlNode predicate, OgcCrs crs)
    {
        await using var command = _database!.Source.CreateCommand();
        var condition = new CqlSql(Properties, command.Parameters, crs).Condition(predicate);
        command.CommandText =
            $"select coalesce(string_agg(f.code, '' order by f.code), '') from cases f where {condition}";
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
