using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Reports;

/// <summary>
/// The verdicts of every hamlet over all dates in one compact document: columns side by side, joined by feature id with
/// the tiles. A verdict list is
/// flat: day, verdict, day, verdict …; days are yyyymmdd (0 is always), verdicts 0 not met, 1 met, 2 unknown.
/// </summary>
public static class TimelineReport
{
    /// <summary>Writes the document of a county or of an area within it, under a forecast.</summary>
    public static async Task WriteAsync(
        Stream target,
        Database database,
        Standard standard,
        CountyState county,
        string? area,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        List<Hamlet> hamlets = [];
        var verdicts = standard
            .All.Where(s => s.Subjects.Contains("hamlet"))
            .ToDictionary(s => s.Service, _ => new List<int[]>());
        await using (var command = database.Source.CreateCommand(SqlFile.Text("Reports.timeline")))
        {
            command.Parameters.Add(new("county", county.CountyCode));
            command.Parameters.Add(new("forecast", forecast));
            command.Parameters.Add(new NpgsqlParameter<string?>("area", area));
            await using var r = await command.ExecuteReaderAsync(cancellationToken);
            while (await r.ReadAsync(cancellationToken))
            {
                if (hamlets.Count == 0 || hamlets[^1].Id != r.Get<long>("id"))
                {
                    hamlets.Add(
                        new Hamlet(
                            r.Get<long>("id"),
                            r.Get<string>("code"),
                            r.Find<string>("name"),
                            r.Find<string>("village"),
                            r.Find<string>("township"),
                            r.FindValue<int>("households"),
                            r.FindValue<int>("population"),
                            Math.Round(r.Get<double>("lon"), 6),
                            Math.Round(r.Get<double>("lat"), 6),
                            Day(r.FindValue<DateOnly>("opened"), 0),
                            Day(r.FindValue<DateOnly>("closed"), 99999999)
                        )
                    );
                    foreach (var list in verdicts.Values)
                        list.Add([]);
                }

                if (r.Has("service") && verdicts.TryGetValue(r.Get<string>("service"), out var of))
                    of[^1] = Changes(r.Get<DateOnly[]>("since"), r.Get<short[]>("verdict"));
            }
        }

        await WriteAsync(
            target,
            await TownshipsAsync(database, county.CountyCode, cancellationToken),
            standard,
            county,
            forecast,
            hamlets,
            verdicts,
            cancellationToken
        );
    }

    private sealed record Hamlet(
        long Id,
        string Code,
        string? Name,
        string? Village,
        string? Township,
        int? Households,
        int? Population,
        double Lon,
        double Lat,
        int From,
        int To
    );

    // Neighbouring pieces of one verdict differ in their lengths only; the map needs the verdict.
    private static int[] Changes(DateOnly[] since, short[] verdicts)
    {
        List<int> flat = [];
        for (var k = 0; k < since.Length; k++)
        {
            if (k > 0 && verdicts[k] == verdicts[k - 1])
                continue;
            flat.Add(Number(since[k]));
            flat.Add(verdicts[k]);
        }

        return [.. flat];
    }

    private static async Task WriteAsync(
        Stream target,
        List<(string Code, string? Name)> townships,
        Standard standard,
        CountyState county,
        string forecast,
        List<Hamlet> hamlets,
        Dictionary<string, List<int[]>> verdicts,
        CancellationToken cancellationToken
    )
    {
        await using Utf8JsonWriter json = new(
            target,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        json.WriteStartObject();
        json.WriteNumber("version", county.Version);
        json.WriteString("standard", county.Standard ?? standard.Name);
        json.WriteString("standardVersion", county.StandardVersion ?? standard.Version);
        json.WritePropertyName("dataDate");
        if (county.DataDate is { } day)
            json.WriteNumberValue(Number(day));
        else
            json.WriteNullValue();
        json.WriteString("forecastBy", forecast);
        json.WriteBoolean("synthetic", county.Synthetic);
        json.WriteStartArray("townships");
        foreach (var (code, name) in townships)
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("hamlets");
        Column("id", h => json.WriteNumberValue(h.Id));
        Column("code", h => json.WriteStringValue(h.Code));
        Column("name", h => json.WriteStringValue(h.Name));
        Column("village", h => json.WriteStringValue(h.Village));
        Column("township", h => json.WriteStringValue(h.Township));
        Column("households", h => WriteNumber(json, h.Households));
        Column("population", h => WriteNumber(json, h.Population));
        Column("lon", h => json.WriteNumberValue(h.Lon));
        Column("lat", h => json.WriteNumberValue(h.Lat));
        Column("from", h => json.WriteNumberValue(h.From));
        Column("to", h => json.WriteNumberValue(h.To));
        await json.FlushAsync(cancellationToken);
        json.WriteStartObject("verdicts");
        foreach (var (service, lists) in verdicts)
        {
            json.WriteStartArray(service);
            foreach (var list in lists)
            {
                json.WriteStartArray();
                foreach (var value in list)
                    json.WriteNumberValue(value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();

        void Column(string name, Action<Hamlet> write)
        {
            json.WriteStartArray(name);
            foreach (var hamlet in hamlets)
                write(hamlet);
            json.WriteEndArray();
        }
    }

    private static async Task<List<(string, string?)>> TownshipsAsync(
        Database database,
        string county,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(
            "select code, name from longlin.areas where county_code = $1 and level = 'township' order by code"
        );
        command.Parameters.Add(new() { Value = county });
        List<(string, string?)> townships = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            townships.Add((reader.Get<string>("code"), reader.Find<string>("name")));
        return townships;
    }

    private static void WriteNumber(Utf8JsonWriter json, int? number)
    {
        if (number is { } n)
            json.WriteNumberValue(n);
        else
            json.WriteNullValue();
    }

    private static int Day(DateOnly? day, int otherwise) => day is { } known ? Number(known) : otherwise;

    private static int Number(DateOnly day) =>
        day == DateOnly.MinValue ? 0 : day.Year * 10_000 + day.Month * 100 + day.Day;
}
