using System.Text.Json.Nodes;
using Longlin.Geo.Coverage;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>What was found in a service's network.</summary>
public sealed record FindingsDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    bool Synthetic,
    string Service,
    string Finding,
    int Total,
    IReadOnlyList<FindingItem> Items
);

/// <summary>
/// One finding; geometry is GeoJSON, longitude and latitude; a dead end says which way it heads, clockwise from north.
/// </summary>
public sealed record FindingItem(
    string Finding,
    string State,
    string Code,
    IReadOnlyList<string> Reasons,
    DateOnly? Since,
    DateOnly? ClearedOn,
    long Households,
    int PlaceCount,
    IReadOnlyList<string> Places,
    string? ToCode,
    double? MissingMetres,
    double? RoadMetres,
    double? HeadingDegrees,
    JsonObject Geometry
);

/// <summary>
/// The way of a place on a day: over served links when it is served, else the cheapest way to the served network.
/// </summary>
/// <param name="Links">Codes of the links it runs over, from the place on.</param>
/// <param name="Geometry">GeoJSON MultiLineString, longitude and latitude; null where no link is part of it.</param>
public sealed record PathDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    bool Synthetic,
    string Subject,
    string Code,
    string Service,
    bool Served,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Links,
    JsonObject? Geometry
);

/// <summary>
/// What joins the hamlets without a service, in straight lines from what is served or from one to the next.
/// </summary>
/// <param name="Hamlets">Hamlets without it.</param>
/// <param name="Joinable">Those of them that can be joined: something is served.</param>
/// <param name="Metres">The least metres that join all of these (a minimum spanning tree).</param>
/// <param name="Next">Whom to join next, each time the most households a metre.</param>
public sealed record ExtensionDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    bool Forecast,
    bool Synthetic,
    string Service,
    int MinHouseholds,
    int Hamlets,
    int Joinable,
    long Households,
    double Metres,
    decimal? CostYuan,
    IReadOnlyList<ExtensionItem> Next
);

/// <summary>One hamlet to join.</summary>
/// <param name="From">The hamlet before it that it is joined to; null for what is served already.</param>
public sealed record ExtensionItem(
    string Code,
    string? Name,
    string? Township,
    int? Households,
    string? From,
    double Metres,
    decimal? CostYuan,
    double? Lon,
    double? Lat
);

/// <summary>Dead ends, bottlenecks and critical stretches, as a list or as a layer.</summary>
internal static class NetworkEndpoints
{
    // The day before the Decision's years: what was a bottleneck then and is none now is cleared.
    private static readonly DateOnly Baseline = new(2015, 12, 31);
    private static readonly string[] Names = ["asOf", "since", "limit", "f", "token"];

    public static void MapNetwork(this IEndpointRouteBuilder routes)
    {
        var network = routes.MapGroup("/api/network/{service}").WithTags("network");
        network
            .MapGet("/extension", ExtensionAsync)
            .WithSummary("接通全部还需多少米，下一批先接谁 Metres to join all, and whom to join next");
        foreach (
            var (finding, summary) in (ReadOnlySpan<(string, string)>)
                [
                    ("dead-ends", "断头路 Dead ends, with candidates to mend them"),
                    (
                        "bottlenecks",
                        "瓶颈路 Bottlenecks between villages and their townships, and between neighbouring villages"
                    ),
                    ("critical", "关键路段 Stretches whose loss cuts households off"),
                    ("breaks", "疑似断点 Ends that nearly join"),
                    ("isolated", "孤立路段 Usable stretches that no source reaches"),
                ]
        )
        {
            var named = finding;
            network
                .MapGet(
                    named,
                    (
                        HttpContext c,
                        Database d,
                        Standard s,
                        CountyDataCache a,
                        TimeProvider t,
                        string service,
                        string? asOf,
                        string? since,
                        string? limit,
                        string? f,
                        CancellationToken k
                    ) => RunAsync(named, c, d, s, a, t, service, asOf, since, limit, f, k)
                )
                .WithSummary(summary)
                .Produces<FindingsDocument>();
        }
    }

    private static async Task<Results<Ok<ExtensionDocument>, ProblemHttpResult>> ExtensionAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string service,
        string? asOf,
        string? area,
        string? minHouseholds,
        string? next,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["asOf", "area", "minHouseholds", "next", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        QueryParameters parameters = new()
        {
            Service = service,
            MinHouseholds = minHouseholds,
            AsOf = asOf,
            Area = area,
            Verdict = "not_met",
            Limit = $"{QueryParameters.MaxLimit}",
        };
        var question = parameters.Read(standard, DateOnly.FromDateTime(time.GetLocalNow().DateTime), out var fault);
        var most = 10;
        if (
            next is not null
            && (
                !int.TryParse(
                    next,
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out most
                ) || most is < 1 or > 1000
            )
        )
            fault = new("next", new("应为 1 到 1000", "should be 1 to 1000"));
        if (fault is null && standard.Services.All(s => s.Service != service || !s.Subjects.Contains("hamlet")))
            fault = new(
                "service",
                new($"{service} 不是自然屯的网络服务", $"{service} is no network service of hamlets"),
                NotFound: true
            );
        if (fault is not null)
            return Problems.Of(context, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        Gap[] gaps =
        [
            .. (await GapQuery.RunAsync(database, county.CountyCode, question!, cancellationToken)).Items.Where(g =>
                g.Lon is not null
            ),
        ];
        var wanting = Array.ConvertAll(
            gaps,
            g => new Planning.Wanting(
                g.Lon!.Value,
                g.Lat!.Value,
                g.Households ?? 0,
                g.MetresToBuild ?? g.DistanceM ?? double.PositiveInfinity
            )
        );
        var all = Planning.Extension.All(wanting, cancellationToken);
        return TypedResults.Ok(
            new ExtensionDocument(
                standard.Name,
                standard.Version,
                question!.AsOf,
                county.IsForecast(question.AsOf),
                county.Synthetic,
                service,
                question.MinHouseholds,
                gaps.Length,
                all.Count,
                gaps.Sum(g => (long)(g.Households ?? 0)),
                Math.Round(all.Sum(j => j.Metres), 1),
                standard.Costs?.Of(service, 0, all.Sum(j => j.Metres)),
                [.. Planning.Extension.NextBest(wanting, most, cancellationToken).Select(Publish)]
            )
        );

        ExtensionItem Publish(Planning.Joined j) =>
            new(
                gaps[j.Place].Code,
                gaps[j.Place].Name,
                gaps[j.Place].Township,
                gaps[j.Place].Households,
                j.From is { } from ? gaps[from].Code : null,
                Math.Round(j.Metres, 1),
                standard.Costs?.Of(service, 0, j.Metres),
                gaps[j.Place].Lon,
                gaps[j.Place].Lat
            );
    }

    public static void MapPaths(this IEndpointRouteBuilder routes)
    {
        foreach (var kind in (string[])["hamlets", "areas"])
            routes
                .MapGet($"/api/{kind}/{{code}}/path", PathAsync)
                .WithTags("coverage")
                .WithSummary("到已通网络的路径 The way to the served network, with its geometry")
                .Produces<PathDocument>();
    }

    private static async Task<Results<Ok<PathDocument>, ProblemHttpResult>> PathAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string code,
        string? service,
        string? asOf,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["service", "asOf", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        var rule = standard.Services.FirstOrDefault(s => s.Service == (service ?? "road"));
        if (rule is null)
            fault = new(
                "service",
                new(
                    $"应为 {string.Join("、", standard.Services.Select(s => s.Service))}",
                    $"should be one of: {string.Join(", ", standard.Services.Select(s => s.Service))}"
                )
            );
        if (fault is not null)
            return Problems.Of(context, fault);
        var data = await cache.GetAsync(cancellationToken);
        var place = data.Places.FirstOrDefault(p =>
            p.Code == code && !double.IsNaN(p.Lon) && rule!.Subjects.Contains(p.Subject)
        );
        if (place is null)
            return Problems.Of(
                context,
                new(
                    "code",
                    new($"没有编码为 {code} 的地点，或它没有位置", $"no place has the code {code}, or it has no point"),
                    NotFound: true
                )
            );
        var network = ServiceNetwork.Build(rule!, data, [place]);
        var path = Network.ReachComputation.Path(network.Input, day.DayNumber, cancellationToken);
        var codes = data.Assets[rule!.Layer].ToDictionary(a => a.Id, a => a.Code);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        return TypedResults.Ok(
            new PathDocument(
                standard.Name,
                standard.Version,
                day,
                data.DataDate,
                day > data.DataDate,
                county.Synthetic,
                place.Subject,
                code,
                rule.Service,
                path.Served,
                Finite(path.MetresToUpgrade),
                Finite(path.MetresToBuild),
                [.. path.Links.Select(l => codes[l])],
                path.Lines.Count == 0
                    ? null
                    : new JsonObject
                    {
                        ["type"] = "MultiLineString",
                        ["coordinates"] = new JsonArray([.. path.Lines.Select(l => (JsonNode)Points(l))]),
                    }
            )
        );
    }

    private static double? Finite(double metres) => double.IsFinite(metres) ? Math.Round(metres, 1) : null;

    private static JsonArray Points(double[] line) =>
        new([
            .. Enumerable
                .Range(0, line.Length / 2)
                .Select(i => (JsonNode)new JsonArray(Math.Round(line[2 * i], 7), Math.Round(line[2 * i + 1], 7))),
        ]);

    private static async Task<Results<Ok<FindingsDocument>, JsonHttpResult<JsonObject>, ProblemHttpResult>> RunAsync(
        string finding,
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string service,
        string? asOf,
        string? since,
        string? limit,
        string? f,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, Names) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        var earlier = QueryParameters.ReadDay(since, Baseline, ref fault, "since");
        if (since is not null && finding != "bottlenecks")
            fault = new("since", new("只用于 bottlenecks", "is for bottlenecks only: the others carry their dates"));
        // A layer is a file: whole unless a limit is given.
        var most = f == "geojson" ? int.MaxValue : 1000;
        if (
            limit is not null
            && (
                !int.TryParse(
                    limit,
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out most
                ) || most is < 1 or > QueryParameters.MaxLimit
            )
        )
            fault = new(
                "limit",
                new($"应为 1 到 {QueryParameters.MaxLimit}", $"should be 1 to {QueryParameters.MaxLimit}")
            );
        if (f is not (null or "json" or "geojson"))
            fault = new("f", new("应为 json 或 geojson", "should be json or geojson"));
        var rule = standard.Services.FirstOrDefault(s => s.Service == service);
        if (rule is null)
            fault = new(
                "service",
                new(
                    $"没有网络服务 {service}，可用：{string.Join("、", standard.Services.Select(s => s.Service))}",
                    $"there is no network service {service}; use one of: {string.Join(", ", standard.Services.Select(s => s.Service))}"
                ),
                NotFound: true
            );
        else if (finding == "bottlenecks" && rule.Layer != "roads")
            fault = new(
                "service",
                new("只有道路有瓶颈：road 或 access", "only roads have bottlenecks: road or access")
            );
        if (fault is not null)
            return Problems.Of(context, fault);
        var data = await cache.GetAsync(cancellationToken);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var found = finding switch
        {
            "dead-ends" => NetworkFindings.DeadEnds(rule!, standard, data, day),
            "bottlenecks" => NetworkFindings.Bottlenecks(standard, rule!, data, day, earlier, cancellationToken),
            "breaks" => NetworkFindings.Breaks(rule!, standard, data, day),
            "isolated" => NetworkFindings.Isolated(rule!, data, day, cancellationToken),
            _ => NetworkFindings.Critical(rule!, data, day, cancellationToken),
        };
        FindingsDocument document = new(
            standard.Name,
            standard.Version,
            day,
            data.DataDate,
            day > data.DataDate,
            county.Synthetic,
            service,
            finding,
            found.Count,
            [
                .. found
                    .Take(most)
                    .Select(x => new FindingItem(
                        x.Finding,
                        x.State,
                        x.Code,
                        x.Reasons,
                        x.Since,
                        x.ClearedOn,
                        x.Households,
                        x.PlaceCount,
                        x.Places,
                        x.ToCode,
                        Rounded(x.MissingMetres),
                        Rounded(x.RoadMetres),
                        x.HeadingDegrees,
                        Geometry(x.Line)
                    )),
            ]
        );
        return f == "geojson"
            ? TypedResults.Json(Layer(document), contentType: "application/geo+json")
            : TypedResults.Ok(document);
    }

    private static double? Rounded(double? metres) => metres is { } m ? Math.Round(m, 1) : null;

    private static JsonObject Geometry(double[] line)
    {
        var points = Points(line);
        return line.Length == 2
            ? new JsonObject { ["type"] = "Point", ["coordinates"] = points[0]!.DeepClone() }
            : new JsonObject { ["type"] = "LineString", ["coordinates"] = points };
    }

    private static JsonObject Layer(FindingsDocument document) =>
        new()
        {
            ["type"] = "FeatureCollection",
            ["asOf"] = document.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["service"] = document.Service,
            ["standard"] = document.Standard,
            ["synthetic"] = document.Synthetic,
            ["features"] = new JsonArray([
                .. document.Items.Select(i =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "Feature",
                            ["geometry"] = i.Geometry.DeepClone(),
                            ["properties"] = new JsonObject
                            {
                                ["finding"] = i.Finding,
                                ["state"] = i.State,
                                ["code"] = i.Code,
                                ["reasons"] = string.Join(' ', i.Reasons),
                                ["since"] = i.Since?.ToString(
                                    "yyyy-MM-dd",
                                    System.Globalization.CultureInfo.InvariantCulture
                                ),
                                ["clearedOn"] = i.ClearedOn?.ToString(
                                    "yyyy-MM-dd",
                                    System.Globalization.CultureInfo.InvariantCulture
                                ),
                                ["households"] = i.Households,
                                ["placeCount"] = i.PlaceCount,
                                ["toCode"] = i.ToCode,
                                ["missingMetres"] = GeoJsonNumber.Node(i.MissingMetres),
                                ["roadMetres"] = GeoJsonNumber.Node(i.RoadMetres),
                                ["headingDegrees"] = GeoJsonNumber.Node(i.HeadingDegrees),
                            },
                        }
                ),
            ]),
        };
}
