using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports;

/// <summary>An asset that is supposed to be closed, opened or added.</summary>
/// <param name="Geometry">GeoJSON, longitude and latitude; only where it is added.</param>
/// <param name="Set">Columns with other values, as an import would read them.</param>
public sealed record WhatIfAsset(
    string? Layer = null,
    string? Code = null,
    JsonElement? Geometry = null,
    IReadOnlyDictionary<string, JsonElement>? Set = null
);

/// <summary>What is supposed.</summary>
public sealed record WhatIfRequest(
    DateOnly? AsOf = null,
    IReadOnlyList<WhatIfAsset>? Closed = null,
    IReadOnlyList<WhatIfAsset>? Opened = null,
    IReadOnlyList<WhatIfAsset>? Added = null
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

/// <summary>What if this bridge closes, this road is built? For the web service.</summary>
public static class WhatIfReport
{
    private const int MostAssets = 1000;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store; nothing is written.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="request">What is supposed.</param>
    /// <param name="readCounty">Gives the county's rows.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(WhatIfDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        WhatIfRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var data = await readCounty(cancellationToken);
        var (changes, fault) = Read(request, standard, database.Catalog, data);
        if (fault is not null)
            return (null, fault);
        var day = request.AsOf ?? today;
        if (day.Year is < 1900 or > 2200)
            return (null, new("asOf", new("应在 1900 与 2200 年之间", "should lie between 1900 and 2200")));
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var effects = WhatIf.Compare(standard, data, changes, day, cancellationToken);
        return (
            new(
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
            ),
            null
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
                if (changes.Count >= MostAssets)
                    return (changes, new(list, new($"最多 {MostAssets} 处", $"at most {MostAssets} assets")));
                var (change, fault) = Read(assets![i], list, $"{list}[{i}]", standard, catalog, data);
                if (change is null)
                    return (changes, fault);
                changes.Add(change);
            }
        }

        return (
            changes,
            changes.Count == 0
                ? new("closed", new("请给出 closed、opened 或 added", "give closed, opened or added"))
                : null
        );
    }

    private static (SupposedChange? Change, ParameterFault? Fault) Read(
        WhatIfAsset asset,
        string list,
        string at,
        Standard standard,
        LayerCatalog catalog,
        CountyData data
    )
    {
        if (asset.Layer is null || !standard.Services.Any(s => s.Layers.Contains(asset.Layer)))
        {
            var layers = standard.Services.SelectMany(s => s.Layers).Distinct().ToList();
            return (
                null,
                new(
                    $"{at}.layer",
                    new($"应为 {string.Join("、", layers)}", $"should be one of: {string.Join(", ", layers)}")
                )
            );
        }

        var added = list == "added";
        if (!added && data.Assets[asset.Layer].All(a => a.Code != asset.Code))
            return (
                null,
                new(
                    $"{at}.code",
                    new($"图层 {asset.Layer} 中没有 {asset.Code}", $"layer {asset.Layer} has no {asset.Code}"),
                    NotFound: true
                )
            );
        var (attributes, fault) = Attributes(asset, at, catalog[asset.Layer]);
        if (fault is not null)
            return (null, fault);
        var geometry = added ? ReadGeometry(asset.Geometry) : null;
        if (added && geometry is null)
            return (
                null,
                new(
                    $"{at}.geometry",
                    new(
                        "应为有效的 GeoJSON 几何（经度、纬度）",
                        "should be a valid GeoJSON geometry in longitude and latitude"
                    )
                )
            );
        return (new(asset.Layer, added ? null : asset.Code, list == "closed", geometry, attributes), null);
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

    private static Geometry? ReadGeometry(JsonElement? geojson)
    {
        if (geojson is not { ValueKind: JsonValueKind.Object } given)
            return null;
        try
        {
            var geometry = given.Deserialize<Geometry>(JsonForms.Geometry);
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
