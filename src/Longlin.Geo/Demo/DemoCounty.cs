using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// The demonstration county: shaped like Longlin, invented from a seed, the same for the same seed. It is synthetic and
/// says so.
/// </summary>
public static class DemoCounty
{
    /// <summary>What the column <c>source</c> of every row says.</summary>
    public const string Source = "合成演示数据";

    /// <summary>Generates all layers.</summary>
    /// <param name="figures">Names and totals.</param>
    /// <param name="hamlets">Number of hamlets, at least the number of villages.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>Rows by layer, in the order in which they should be written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer hamlets than villages.</exception>
    public static IReadOnlyList<(string Layer, IReadOnlyList<FeatureRecord> Rows)> Generate(
        DemoFigures figures,
        int hamlets,
        long seed
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hamlets, figures.All.Count(d => d.Code.Length == 12));
        DemoRandom random = new(unchecked((ulong)seed));
        DemoTerrain terrain = new(figures, random);
        DemoGround ground = new(terrain, unchecked((ulong)seed), CellMetres(hamlets));
        var places = DemoSettlements.Make(figures, terrain, ground, random, hamlets);
        DemoLayout layout = new(terrain, ground, random, places);
        DemoRoads roads = new(terrain, ground, random, layout);
        roads.Make((int)(hamlets * figures.RoadSegmentsPerHamlet));
        DemoLines lines = new(terrain, ground, random, layout);
        DemoWater water = new(terrain, ground, random, layout, places);
        DemoAmenities amenities = new(terrain, random, places, layout, roads);
        (string Layer, List<FeatureRecord> Rows)[] layers =
        [
            ("areas", Areas(figures, terrain, random, places)),
            ("hamlets", Hamlets(terrain, random, places)),
            ("roads", roads.Records),
            ("power", lines.Power(places)),
            ("telecom", lines.Telecom(places)),
            ("water", water.Records()),
            ("facilities", amenities.Facilities()),
            ("sites", amenities.Sites()),
            ("zones", new DemoZones(terrain, random, places).Records()),
            ("bus_routes", amenities.BusRoutes()),
            ("works", amenities.Works()),
            ("surveys", amenities.Surveys()),
            ("moves", amenities.Moves()),
            ("closures", amenities.Closures()),
        ];
        new DemoSiteLinks(terrain, layout, lines, water, places).AddTo(layers.ToDictionary(l => l.Layer, l => l.Rows));
        return
        [
            .. new DemoRecords(seed)
                .Complete(layers)
                .Select(l =>
                    (
                        l.Layer,
                        (IReadOnlyList<FeatureRecord>)
                            l.Rows.ConvertAll(r =>
                                r with
                                {
                                    Values = new Dictionary<string, object?>(r.Values) { ["source"] = Source },
                                }
                            )
                    )
                ),
        ];
    }

    // Nodes lie closer where more people live, so that each hamlet has room for a road of its own.
    private static double CellMetres(int hamlets) => Math.Clamp(100 * Math.Sqrt(6_000.0 / hamlets), 60, 100);

    private static List<FeatureRecord> Areas(
        DemoFigures figures,
        DemoTerrain terrain,
        DemoRandom random,
        DemoSettlements places
    )
    {
        FeatureRecord Area(
            string code,
            string name,
            string level,
            string? parent,
            Spot seat,
            NetTopologySuite.Geometries.Geometry ground,
            bool? poor,
            DateOnly? exit
        ) =>
            DemoLines.Row(
                code,
                name,
                "open",
                null,
                new()
                {
                    ["level"] = level,
                    ["parent_code"] = parent,
                    ["seat_lon"] = terrain.At(seat).X,
                    ["seat_lat"] = terrain.At(seat).Y,
                    ["poor_village"] = poor,
                    ["exit_date"] = exit,
                },
                ground
            );
        var cells = places.VillageAreas(terrain);
        List<FeatureRecord> rows =
        [
            Area(
                figures.County.Code,
                figures.County.Name,
                "county",
                null,
                places.Townships[0].Seat,
                terrain.Area,
                null,
                null
            ),
        ];
        for (var t = 0; t < places.Townships.Count; t++)
        {
            var ground = NetTopologySuite.Operation.Union.CascadedPolygonUnion.Union([
                .. cells.Where((_, v) => places.Villages[v].Township == t),
            ]);
            ground.SRID = 4490;
            rows.Add(
                Area(
                    places.Townships[t].Code,
                    places.Townships[t].Name,
                    "township",
                    figures.County.Code,
                    places.Townships[t].Seat,
                    ground,
                    null,
                    null
                )
            );
        }

        for (var v = 0; v < places.Villages.Count; v++)
        {
            var village = places.Villages[v];
            rows.Add(
                Area(
                    village.Code,
                    village.Name,
                    "village",
                    places.Townships[village.Township].Code,
                    village.Seat,
                    cells[v],
                    village.Poor,
                    village.Poor && random.Chance(0.8) ? new DateOnly(2016 + random.Below(4), 12, 31) : null
                )
            );
        }

        return rows;
    }

    private static List<FeatureRecord> Hamlets(DemoTerrain terrain, DemoRandom random, DemoSettlements places) =>
        places.Hamlets.ConvertAll(h =>
        {
            string? Indicator(double met) =>
                random.Unit() is var u && u < met ? "met"
                : u < met + 0.04 ? null
                : "not_met";
            var moved = h.Relocate && h.VacatedOn is null ? Math.Max(1, h.Households / 4) : 0;
            return DemoLines.Row(
                h.Code,
                h.Name,
                h.VacatedOn is null ? "open" : "closed",
                null,
                new()
                {
                    ["closed_on"] = h.VacatedOn,
                    ["village_code"] = places.Villages[h.Village].Code,
                    ["households"] = random.Chance(0.006) ? null : h.Households,
                    ["population"] = h.Population,
                    ["poor_households"] = Math.Min(h.Households, (int)Math.Ceiling(h.PoorPopulation / 4.3)),
                    ["poor_population"] = h.PoorPopulation,
                    ["baseline_households"] = h.Households + moved,
                    ["dispersed"] = h.Households < 15 && random.Chance(0.3),
                    ["tap_households"] = (int)(h.Households * random.Between(0.2, 1)),
                    ["satellite_households"] = random.Chance(0.55)
                        ? h.Households
                        : (int)(h.Households * random.Between(0.3, 1)),
                    ["fibre_households"] = (int)(h.Households * random.Between(0, 0.7)),
                    ["dangerous_houses"] = random.Below(1 + h.Households / 12),
                    ["water_quantity"] = Indicator(0.85),
                    ["water_quality"] = Indicator(0.8),
                    ["water_access"] = Indicator(0.85),
                    ["water_assurance"] = Indicator(0.8),
                    ["relocate"] = h.Relocate,
                    ["elevation_m"] = terrain.ElevationAt(h.Place),
                    ["consenting_households"] = h.Relocate ? (int)(h.Households * random.Between(0.5, 1)) : null,
                },
                terrain.Point(h.Place)
            );
        });
}
