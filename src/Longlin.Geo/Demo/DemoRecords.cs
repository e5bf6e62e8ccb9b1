using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Demo;

/// <summary>
/// What bureaus recorded of villages and hamlets, and the facilities and zones that rules of the Decision count. Drawn
/// from random numbers of their own, so that everything else stays as it is.
/// </summary>
internal sealed class DemoRecords(long seed)
{
    /// <summary>The day of the household census before the Decision.</summary>
    private static readonly DateOnly AttributesOn = new(2015, 12, 31);

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    private static readonly string[] Surnames = ["韦", "黄", "杨", "王", "罗", "岑"];

    private readonly DemoRandom _random = new(unchecked((ulong)seed ^ 0x5EC0_11EC_7ED0_2015));

    /// <summary>The layers with these columns and rows added.</summary>
    public IEnumerable<(string Layer, List<FeatureRecord> Rows)> Complete(
        IReadOnlyList<(string Layer, List<FeatureRecord> Rows)> layers
    )
    {
        var areas = layers.First(l => l.Layer == "areas").Rows;
        foreach (var (layer, rows) in layers)
            yield return (
                layer,
                layer switch
                {
                    "areas" => rows.ConvertAll(r => r["level"] is "village" ? With(r, Village(r)) : r),
                    "hamlets" => rows.ConvertAll(r =>
                        With(
                            r,
                            new()
                            {
                                ["attributes_on"] = AttributesOn,
                                ["baseline_poor_population"] = r["poor_population"],
                            }
                        )
                    ),
                    "facilities" => [.. rows, .. Facilities(areas)],
                    "zones" => [.. rows, .. Zones(areas)],
                    _ => rows,
                }
            );
    }

    private static FeatureRecord With(FeatureRecord row, Dictionary<string, object?> more)
    {
        foreach (var (column, value) in row.Values)
            more.TryAdd(column, value);
        return row with { Values = more };
    }

    private string Somebody() => $"{_random.Pick(Surnames)}某";

    private Dictionary<string, object?> Village(FeatureRecord village)
    {
        var poor = village["poor_village"] is true;
        return new()
        {
            ["attributes_on"] = AttributesOn,
            ["industry_on"] = _random.Chance(0.85) ? _random.Day(2013, 2020) : null,
            ["cooperatives"] = _random.Chance(0.95) ? _random.Below(4) : null,
            ["renewed_on"] = _random.Chance(0.7) ? _random.Day(2014, 2021) : null,
            ["first_secretary"] = poor && _random.Chance(0.97) ? Somebody() : null,
            ["resident_team"] = poor && _random.Chance(0.95) ? $"{village["name"]}工作队" : null,
            ["fund_yuan"] = poor && _random.Chance(0.9) ? 100_000m * _random.Pick([0, 0, 3, 5, 5, 6, 8]) : null,
            ["leader"] = Somebody(),
        };
    }

    private static Coordinate Seat(FeatureRecord area) => new((double)area["seat_lon"]!, (double)area["seat_lat"]!);

    private IEnumerable<FeatureRecord> Facilities(List<FeatureRecord> areas)
    {
        foreach (var area in areas)
        {
            var level = (string)area["level"]!;
            if (level == "county")
                yield return Facility(area, "hospital", "人民医院", level, true);
            if (level == "township" && _random.Chance(0.95))
                yield return Facility(area, "health_centre", "卫生院", level, _random.Chance(0.85));
            if (level == "township" && _random.Chance(0.5))
                yield return Facility(area, "care_home", "敬老院", level, null);
            if (_random.Chance(level == "village" ? 0.6 : 0.9))
                yield return Facility(area, "employment", "就业服务点", level, null);
            if (level == "village" && _random.Chance(0.1))
                yield return Facility(area, "enterprise", "农业龙头企业", null, null);
            if (level == "village" && _random.Chance(0.08))
                yield return Facility(area, "cold_store", "冷库", null, null);
            if (level == "village" && _random.Chance(0.3))
                yield return Facility(area, "sewage", "污水处理站", null, null);
        }
    }

    private FeatureRecord Facility(FeatureRecord area, string kind, string name, string? level, bool? standard) =>
        DemoLines.Row(
            $"F{area["code"]}-{kind}",
            $"{area["name"]}{name}",
            "open",
            _random.Day(2009, 2019),
            new()
            {
                ["kind"] = kind,
                ["village_code"] = area["level"] is "village" ? area["code"] : null,
                ["level"] = level,
                ["to_standard"] = standard,
            },
            Factory.CreatePoint(Seat(area))
        );

    private List<FeatureRecord> Zones(List<FeatureRecord> areas)
    {
        List<FeatureRecord> found = [];
        var townships = areas.Where(a => a["level"] is "township").ToList();
        foreach (
            var (kind, name, count) in (ReadOnlySpan<(string, string, int)>)
                [
                    ("agricultural_core", "农业核心示范区", 2),
                    ("development", "开发区", 2),
                    ("startup_park", "创业园", 1),
                ]
        )
        {
            for (var i = 0; i < count; i++)
            {
                var township = _random.Pick(townships);
                var at = Seat(township);
                found.Add(
                    DemoLines.Row(
                        $"Z-{kind}-{i + 1}",
                        $"{township["name"]}{name}",
                        "open",
                        _random.Day(2015, 2019),
                        new() { ["kind"] = kind },
                        Factory.ToGeometry(new Envelope(at.X - 0.004, at.X + 0.004, at.Y - 0.003, at.Y + 0.003))
                    )
                );
            }
        }

        return found;
    }
}
