using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>What a county's answers rest on.</summary>
/// <param name="CountyCode">Six digits.</param>
/// <param name="Version">Grows with every computation; 0 when there was none.</param>
/// <param name="DataDate">The day the data speaks for; null when nothing was computed.</param>
/// <param name="Synthetic">Whether it is a demonstration, which every answer says.</param>
public sealed record CountyState(
    string CountyCode,
    long Version,
    string? Standard,
    string? StandardVersion,
    DateOnly? DataDate,
    bool Synthetic
)
{
    /// <summary>The text that every screen and export of the demonstration county carries.</summary>
    public static readonly Model.Bilingual SyntheticNote = new("合成演示数据", "synthetic demonstration data");

    /// <summary>Whether an answer for a day is a forecast.</summary>
    public bool IsForecast(DateOnly asOf) => asOf > DataDate;

    /// <summary>
    /// The forecast that answers for a day: the one asked for, or the planned one where the day is no forecast and all
    /// of them are the same.
    /// </summary>
    /// <param name="asOf">The day.</param>
    /// <param name="asked">One of <see cref="Forecasts.Names"/>; null: planned.</param>
    public string ForecastOn(DateOnly asOf, string? asked) =>
        asked is not null && IsForecast(asOf) ? asked : Forecasts.Planned;

    /// <summary>Which forecast an answer is, for the answer to say; null where it is none.</summary>
    public string? ForecastName(DateOnly asOf, string? asked) => IsForecast(asOf) ? ForecastOn(asOf, asked) : null;

    /// <summary>
    /// Reads the state of the county that holds an area or a hamlet; without one, of the home county.
    /// </summary>
    /// <returns>Null when no area and no hamlet has the code.</returns>
    public static async Task<CountyState?> RunAsync(
        Database database,
        string? areaOrHamlet,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Timelines.county_state"));
        command.Parameters.Add(new NpgsqlParameter<string?>("code", areaOrHamlet));
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        if (!await r.ReadAsync(cancellationToken))
            return null;
        return new CountyState(
            r.Get<string>("county_code"),
            r.Get<long>("version"),
            r.Find<string>("standard"),
            r.Find<string>("standard_version"),
            r.FindValue<DateOnly>("data_date"),
            r.Get<bool>("synthetic")
        );
    }
}
