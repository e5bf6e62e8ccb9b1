using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Everything that verdicts are computed from, read from a database of the tests.</summary>
internal static class StoredCounty
{
    public static async Task<CountyData> ReadAsync(Database database, DateOnly day)
    {
        await using var connection = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await CountyReader.ReadAsync(
            connection,
            database.Catalog,
            TestCluster.Standard,
            "451031",
            day,
            TestContext.Current.CancellationToken
        );
    }
}
