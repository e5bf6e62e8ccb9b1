using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Tests;

/// <summary>
/// One of the small published networks (<c>../shared/data/cases</c>): townships whose points are their seats, roads and
/// hamlets, without a database.
/// </summary>
internal static class CaseCounty
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4490)) },
    };

    /// <summary>Reads <c>NAME_areas</c>, <c>NAME_roads</c> and <c>NAME_hamlets</c>.</summary>
    public static CountyData Read(string name)
    {
        var areas = Features(name, "areas");
        return Build(
            [.. Features(name, "roads").Select((f, i) => Road(i + 1, f))],
            [
                .. areas.Select(
                    (f, i) => new Seat(i + 1, "township", f.Shape.Coordinate.X, f.Shape.Coordinate.Y, DateSet.Always)
                ),
            ],
            [.. Features(name, "hamlets").Select((f, i) => Hamlet(i + 1, f))]
        );
    }

    /// <summary>A county of these roads, seats and hamlets.</summary>
    public static CountyData Build(Asset[] roads, Seat[] seats, SubjectPlace[] hamlets) =>
        new(
            "451031",
            new DateOnly(2019, 12, 31),
            "",
            new Dictionary<string, IReadOnlyList<Asset>> { ["roads"] = roads },
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            seats,
            hamlets,
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static Asset Road(int id, (Dictionary<string, JsonElement> Values, Geometry Shape) f) =>
        new(
            id,
            Text(f.Values, "code")!,
            Text(f.Values, "status") ?? "open",
            Day(f.Values, "opened_on"),
            Day(f.Values, "closed_on"),
            f.Shape,
            new Dictionary<string, object?>
            {
                ["surface"] = Text(f.Values, "surface"),
                ["surfaced_on"] = Day(f.Values, "surfaced_on"),
            }
        );

    private static SubjectPlace Hamlet(int id, (Dictionary<string, JsonElement> Values, Geometry Shape) f) =>
        new(
            "hamlet",
            id,
            Text(f.Values, "code")!,
            f.Shape.Coordinate.X,
            f.Shape.Coordinate.Y,
            null,
            false,
            DateSet.Always,
            new Dictionary<string, object?> { ["households"] = f.Values["households"].GetInt32() }
        )
        {
            Name = Text(f.Values, "name"),
        };

    private static string? Text(Dictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out var value) ? value.GetString() : null;

    private static DateOnly? Day(Dictionary<string, JsonElement> values, string name) =>
        Text(values, name) is { } text ? DateOnly.Parse(text) : null;

    private static List<(Dictionary<string, JsonElement> Values, Geometry Shape)> Features(string name, string layer)
    {
        using var file = File.OpenRead(SharedData.Need($"cases/{name}_{layer}.geojson"));
        return
        [
            .. JsonDocument
                .Parse(file)
                .RootElement.GetProperty("features")
                .EnumerateArray()
                .Select(f =>
                    (
                        f.GetProperty("properties").Deserialize<Dictionary<string, JsonElement>>()!,
                        f.GetProperty("geometry").Deserialize<Geometry>(Options)!
                    )
                ),
        ];
    }
}
