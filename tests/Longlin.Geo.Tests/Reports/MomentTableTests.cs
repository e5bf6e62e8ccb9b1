using System.Text;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Tests.Reports;

/// <summary>Moments in the tables of answers are ISO 8601 in UTC, whatever the machine's language.</summary>
public class MomentTableTests
{
    private static readonly ImportsDocument Imports = new(
        null,
        [
            new(
                7,
                new DateTime(2018, 11, 28, 12, 19, 21, DateTimeKind.Utc),
                "李",
                "roads",
                "路.shp",
                5,
                1,
                2,
                1,
                0,
                1,
                true,
                null,
                null
            ),
        ]
    );

    [Fact]
    public async Task A_moment_is_iso_8601_in_csv_and_to_the_minute_on_a_terminal()
    {
        var table = DocumentTable.Of(Imports);
        using MemoryStream csv = new();
        await table.WriteAsync(csv, "csv", "zh", TestContext.Current.CancellationToken);
        Assert.Contains(
            "7,2018-11-28T12:19:21Z,李,roads",
            Encoding.UTF8.GetString(csv.ToArray()),
            StringComparison.Ordinal
        );
        Assert.Contains("2018-11-28 12:19Z", table.Text("zh")[1]);
    }
}
