using System.Text.Json;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// Something inside a red line that is not allowed: planned, running, or built since the hamlet was vacated.
/// </summary>
/// <param name="Layer">works, roads or facilities.</param>
/// <param name="Day">When it begins or was built; null where not known.</param>
public sealed record RedLineBreach(string Layer, string Code, string? Name, string Status, string? Kind, DateOnly? Day);

/// <summary>Land of one class inside a red line, from the layer <c>zones</c>; classes may overlap.</summary>
/// <param name="Kind">basic_farmland, ecological_red_line, hazard …</param>
/// <param name="AreaM2">Square metres.</param>
public sealed record RedLineLand(string Kind, double AreaM2, IReadOnlyList<string> Codes)
{
    /// <summary>Hectares, to a square metre.</summary>
    public double AreaHectares => Math.Round(AreaM2 / 10_000, 4);
}

/// <summary>Something drawn on the sheet of a red line.</summary>
/// <param name="Kind">Kind of a zone or facility, surface of a road; null for a hamlet.</param>
/// <param name="Shape">Metres in the sheet's projection.</param>
public sealed record RedLineNeighbour(string Layer, string Code, string? Name, string? Kind, Geometry Shape);

/// <summary>A vacated hamlet and its red line.</summary>
/// <param name="VacatedOn">Null where the day is not recorded; then only what is planned or running counts as
/// new.</param>
/// <param name="Because">closed, closed_undated, or all_moved.</param>
/// <param name="Drawn">Whether it lies inside a red line; null where its location is not known.</param>
/// <param name="RedLines">Codes of the zones.</param>
/// <param name="AreaM2">Of the red lines together, square metres.</param>
/// <param name="ReclaimedM2">As recorded in the zones; null where none records it.</param>
/// <param name="ReforestedM2">Area of the red line inside reforestation zones; null where there are none.</param>
/// <param name="Breaches">Null where no red line is drawn.</param>
/// <param name="Land">By class; null where no red line is drawn.</param>
/// <param name="Shape">Union of the red lines, EPSG:4490; null where none is drawn.</param>
/// <param name="Sources">Sources of the red lines.</param>
internal sealed record VacatedHamlet(
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? Township,
    DateOnly? VacatedOn,
    string Because,
    bool? Drawn,
    IReadOnlyList<string> RedLines,
    double? AreaM2,
    double? ReclaimedM2,
    double? ReforestedM2,
    IReadOnlyList<RedLineBreach>? Breaches,
    IReadOnlyList<RedLineLand>? Land,
    Geometry? Shape,
    string? Sources
);

/// <summary>A vacated hamlet for which a red line can be proposed.</summary>
/// <param name="Shape">Point or footprint, EPSG:4490; null where not known.</param>
/// <param name="Households">Those of 2015, otherwise today's; null where not known.</param>
internal sealed record LeftBehind(string Code, string? Name, Geometry? Shape, int? Households);

/// <summary>Vacated hamlets and their red lines (红线图).</summary>
internal static class RedLineQuery
{
    /// <summary>Every vacated hamlet on a day.</summary>
    public static async Task<IReadOnlyList<VacatedHamlet>> RunAsync(
        Database database,
        RedLineRules rules,
        string county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Relocation.Moving.red_lines"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("asOf", asOf);
        command.Parameters.AddWithValue("allowedKinds", rules.AllowedWorkKinds.ToArray());
        List<VacatedHamlet> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            var codes = r.Find<string[]>("codes") ?? [];
            all.Add(
                new(
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Find<string>("in_village"),
                    r.Find<string>("village"),
                    r.Find<string>("township"),
                    r.FindValue<DateOnly>("vacated_on"),
                    r.Get<string>("because"),
                    r.Get<bool>("placed") ? codes.Length > 0 : null,
                    codes,
                    Rounded("square_metres"),
                    Rounded("reclaimed"),
                    Rounded("reforested"),
                    !r.Has("inside")
                        ? null
                        : JsonSerializer.Deserialize<RedLineBreach[]>(
                            r.Get<string>("inside"),
                            JsonSerializerOptions.Web
                        ),
                    !r.Has("land")
                        ? null
                        : JsonSerializer.Deserialize<RedLineLand[]>(r.Get<string>("land"), JsonSerializerOptions.Web),
                    r.Find<Geometry>("shape"),
                    r.Find<string>("sources")
                )
            );
        }

        return all;

        double? Rounded(string column) => r.FindValue<double>(column) is { } value ? Math.Round(value, 1) : null;
    }

    /// <summary>One hamlet; null when none has the code.</summary>
    public static async Task<LeftBehind?> HamletAsync(
        Database database,
        string county,
        string code,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Relocation.Moving.left_behind"));
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("code", code);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        return await r.ReadAsync(cancellationToken)
            ? new(
                r.Get<string>("code"),
                r.Find<string>("name"),
                r.Find<Geometry>("geom"),
                r.FindValue<int>("households")
            )
            : null;
    }

    /// <summary>The features around a red line.</summary>
    /// <param name="shape">EPSG:4490.</param>
    /// <param name="srid">The sheet's projection, metres.</param>
    /// <param name="metres">How far around.</param>
    public static async Task<IReadOnlyList<RedLineNeighbour>> AroundAsync(
        Database database,
        string county,
        Geometry shape,
        int srid,
        double metres,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(
            SqlFile.Text("Relocation.Moving.red_line_surroundings")
        );
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("shape", shape);
        command.Parameters.AddWithValue("srid", srid);
        command.Parameters.AddWithValue("metres", metres);
        command.Parameters.AddWithValue("asOf", asOf);
        List<RedLineNeighbour> all = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            all.Add(
                new(
                    r.Get<string>("layer"),
                    r.Get<string>("code"),
                    r.Find<string>("name"),
                    r.Find<string>("kind"),
                    r.Get<Geometry>("shape")
                )
            );
        return all;
    }

    /// <summary>A shape in another coordinate system.</summary>
    public static async Task<Geometry> ProjectAsync(
        Database database,
        Geometry shape,
        int srid,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand("select st_transform($1::geometry, $2)");
        command.Parameters.Add(new() { Value = shape });
        command.Parameters.Add(new() { Value = srid });
        return (Geometry)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
