using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Server.Api;

/// <summary>An asset that is supposed to be closed, opened or added.</summary>
/// <param name="Geometry">GeoJSON, longitude and latitude; only where it is added.</param>
/// <param name="Set">Columns with other values, as an import would read them.</param>
public sealed record WhatIfAsset(
    string? Layer,
    string? Code,
    JsonElement? Geometry,
    IReadOnlyDictionary<string, JsonElement>? Set
);

/// <summary>What is supposed.</summary>
public sealed record WhatIfRequest(
    DateOnly? AsOf,
    IReadOnlyList<WhatIfAsset>? Closed,
    IReadOnlyList<WhatIfAsset>? Opened,
    IReadOnlyList<WhatIfAsset>? Added
);

/// <summary>A place that would lose or gain.</summary>
public sealed record WhatIfPlace(string Subject, string Code, int? Households, double Lon, double Lat);

/// <summary>Who would lose and gain a service.</summary>
public sealed record WhatIfEffect(
    string Service,
    Bilingual Title,
    long HouseholdsLosing,
    long HouseholdsGaining,
    IReadOnlyList<WhatIfPlace> Lose,
    IReadOnlyList<WhatIfPlace> Gain
);

/// <summary>The answer; nothing was stored.</summary>
public sealed record WhatIfDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    bool Synthetic,
    IReadOnlyList<WhatIfEffect> Services
);

/// <summary>What if this bridge closes, this road is built?</summary>
internal static class WhatIfEndpoints
{
    private const int MostAssets = 1000;
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 32,
    };

    public static void MapWhatIf(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/what-if", RunAsync)
            .WithTags("coverage")
            .WithSummary("假设关闭、开通或新建：谁失去、谁得到 Who loses and who gains")
            .Accepts<WhatIfRequest>("application/json");

    private static async Task<Results<Ok<WhatIfDocument>, ProblemHttpResult>> RunAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        WhatIfRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<WhatIfRequest>(
                context.Request.Body,
                Strict,
                cancellationToken
            );
        }
        catch (JsonException e)
        {
            return Problems.Of(
                context,
                new(e.Path ?? "body", new($"不是有效的请求：{e.Message}", $"not a valid request: {e.Message}"))
            );
        }

        if (request is null)
            return Problems.Of(
                context,
                new("body", new("请给出 closed、opened 或 added", "give closed, opened or added"))
            );
        var data = await cache.GetAsync(cancellationToken);
        var (changes, fault) = Read(request, standard, database.Catalog, data);
        if (fault is not null)
            return Problems.Of(context, fault);
        var day = request.AsOf ?? DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        if (day.Year is < 1900 or > 2200)
            return Problems.Of(
                context,
                new("asOf", new("应在 1900 与 2200 年之间", "should lie between 1900 and 2200"))
            );
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var effects = WhatIf.Compare(standard, data, changes, day, cancellationToken);
        return TypedResults.Ok(
            new WhatIfDocument(
                standard.Name,
                standard.Version,
                day,
                data.DataDate,
                day > data.DataDate,
                county.Synthetic,
                [
                    .. effects.Select(e => new WhatIfEffect(
                        e.Service,
                        standard.Find(e.Service)!.Title,
                        Households(e.Lose),
                        Households(e.Gain),
                        Publish(e.Lose),
                        Publish(e.Gain)
                    )),
                ]
            )
        );
    }

    private static (List<SupposedChange> Changes, ParameterFault? Fault) Read(
        WhatIfRequest request,
        Standard standard,
        LayerCatalog catalog,
        CountyData data
    )
    {
        List<SupposedChange> changes = [];
        foreach (
            var (list, assets) in ((string, IReadOnlyList<WhatIfAsset>?)[])
                [("closed", request.Closed), ("opened", request.Opened), ("added", request.Added)]
        )
        {
            for (var i = 0; i < (assets?.Count ?? 0); i++)
            {
                var (asset, at) = (assets![i], $"{list}[{i}]");
                if (changes.Count >= MostAssets)
                    return (changes, new(list, new($"最多 {MostAssets} 处", $"at most {MostAssets} assets")));
                if (asset.Layer is null || !standard.Services.Any(s => s.Layers.Contains(asset.Layer)))
                    return (
                        changes,
                        new(
                            $"{at}.layer",
                            new(
                                $"应为 {string.Join("、", standard.Services.SelectMany(s => s.Layers).Distinct())}",
                                $"should be one of: {string.Join(", ", standard.Services.SelectMany(s => s.Layers).Distinct())}"
                            )
                        )
                    );
                var added = list == "added";
                if (!added && data.Assets[asset.Layer].All(a => a.Code != asset.Code))
                    return (
                        changes,
                        new(
                            $"{at}.code",
                            new($"图层 {asset.Layer} 中没有 {asset.Code}", $"layer {asset.Layer} has no {asset.Code}"),
                            NotFound: true
                        )
                    );
                var (attributes, fault) = Attributes(asset, at, catalog[asset.Layer]);
                if (fault is not null)
                    return (changes, fault);
                var geometry = added ? Drawn(asset.Geometry) : null;
                if (added && geometry is null)
                    return (
                        changes,
                        new(
                            $"{at}.geometry",
                            new(
                                "应为有效的 GeoJSON 几何（经度、纬度）",
                                "should be a valid GeoJSON geometry in longitude and latitude"
                            )
                        )
                    );
                changes.Add(new(asset.Layer, added ? null : asset.Code, list == "closed", geometry, attributes));
            }
        }

        return (
            changes,
            changes.Count == 0
                ? new("closed", new("请给出 closed、opened 或 added", "give closed, opened or added"))
                : null
        );
    }

    private static (Dictionary<string, object?> Attributes, ParameterFault? Fault) Attributes(
        WhatIfAsset asset,
        string at,
        LayerDescription layer
    )
    {
        Dictionary<string, object?> attributes = [];
        foreach (var (name, value) in asset.Set ?? new Dictionary<string, JsonElement>())
        {
            if (layer.Column(name) is not { } column)
                return (
                    attributes,
                    new(
                        $"{at}.set.{name}",
                        new($"图层 {layer.Name} 没有列 {name}", $"layer {layer.Name} has no column {name}")
                    )
                );
            attributes[name] = ValueParser.Parse(
                column,
                value.ValueKind == JsonValueKind.Null ? null : value.ToString(),
                out var reason
            );
            if (reason is not null)
                return (attributes, new($"{at}.set.{name}", reason));
        }

        return (attributes, null);
    }

    private static Geometry? Drawn(JsonElement? geojson)
    {
        if (geojson is not { ValueKind: JsonValueKind.Object } given)
            return null;
        try
        {
            var geometry = given.Deserialize<Geometry>(Geometries);
            return
                geometry is { IsEmpty: false, IsValid: true }
                && geometry.Coordinates.All(c =>
                    double.IsFinite(c.X) && double.IsFinite(c.Y) && Math.Abs(c.X) <= 180 && Math.Abs(c.Y) <= 90
                )
                ? geometry
                : null;
        }
        catch (Exception e) when (BrokenGeometry.Is(e))
        {
            return null;
        }
    }

    private static long Households(IReadOnlyList<SubjectPlace> places) =>
        places.Sum(p => (long)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0));

    private static IReadOnlyList<WhatIfPlace> Publish(IReadOnlyList<SubjectPlace> places) =>
        [
            .. places
                .OrderBy(p => p.Code, StringComparer.Ordinal)
                .Select(p => new WhatIfPlace(
                    p.Subject,
                    p.Code,
                    p.Attributes?.GetValueOrDefault("households") as int?,
                    p.Lon,
                    p.Lat
                )),
        ];
}
