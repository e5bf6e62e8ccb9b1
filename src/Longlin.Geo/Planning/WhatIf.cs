using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Planning;

/// <summary>One supposed change of an asset.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Code">Its code; null where it is added.</param>
/// <param name="Closed">Whether it is taken away.</param>
/// <param name="Geometry">The geometry of an added asset, EPSG:4490; null keeps what is there.</param>
/// <param name="Attributes">Columns set to other values.</param>
public sealed record SupposedChange(
    string Layer,
    string? Code,
    bool Closed,
    Geometry? Geometry,
    IReadOnlyDictionary<string, object?> Attributes
);

/// <summary>Who would lose and gain a service.</summary>
public sealed record WhatIfService(string Service, IReadOnlyList<SubjectPlace> Lose, IReadOnlyList<SubjectPlace> Gain);

/// <summary>
/// Reach on one day, as it is and as it would be after supposed changes. By geometry alone: what was found on the spot
/// is not asked. Nothing is stored.
/// </summary>
public static class WhatIf
{
    /// <summary>Compares.</summary>
    /// <param name="standard">The rules.</param>
    /// <param name="county">The county as it is.</param>
    /// <param name="changes">What is supposed; every layer and code known.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<WhatIfService> Compare(
        Standard standard,
        CountyData county,
        IReadOnlyList<SupposedChange> changes,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var touched = changes.Select(c => c.Layer).ToHashSet();
        var supposed = Apply(county, changes, asOf);
        ServiceRule[] services = [.. standard.Services.Where(s => s.Layers.Any(touched.Contains))];
        var answers = new WhatIfService[services.Length];
        Parallel.For(
            0,
            services.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                SubjectPlace[] places =
                [
                    .. county.Places.Where(p =>
                        services[i].Subjects.Contains(p.Subject)
                        && !double.IsNaN(p.Lon)
                        && p.Exists.Contains(asOf.DayNumber)
                    ),
                ];
                bool[] before = On(services[i], county, places),
                    after = On(services[i], supposed, places);
                answers[i] = new(
                    services[i].Service,
                    [.. places.Where((_, n) => before[n] && !after[n])],
                    [.. places.Where((_, n) => after[n] && !before[n])]
                );
            }
        );
        return answers;

        bool[] On(ServiceRule service, CountyData data, SubjectPlace[] places)
        {
            var network = ServiceNetwork.Build(service, data, places);
            return network.HasLinks && network.HasSources
                ?
                [
                    .. ReachComputation
                        .Served(OnDay(network.Input, asOf.DayNumber), cancellationToken)
                        .Select(r => r.Definite.Contains(asOf.DayNumber)),
                ]
                : new bool[places.Length];
        }
    }

    // One day needs no history: what is usable on it always is, what is not never is.
    private static NetworkInput OnDay(NetworkInput input, int day)
    {
        DateSet Flat(DateSet days) => days.Contains(day) ? DateSet.Always : DateSet.Empty;
        return input with
        {
            Links =
            [
                .. input
                    .Links.Where(l => l.Definite.Contains(day))
                    .Select(l =>
                        l with
                        {
                            Definite = DateSet.Always,
                            Possible = DateSet.Empty,
                            Exists = DateSet.Always,
                        }
                    ),
            ],
            Sources = [.. input.Sources.Select(s => s with { Definite = Flat(s.Definite), Possible = DateSet.Empty })],
            Servers = [.. input.Servers.Select(s => s with { Definite = Flat(s.Definite), Possible = DateSet.Empty })],
        };
    }

    private static CountyData Apply(CountyData county, IReadOnlyList<SupposedChange> changes, DateOnly asOf)
    {
        var assets = county.Assets.ToDictionary(a => a.Key, a => a.Value);
        var closures = new Dictionary<(string, string), DateSet>(county.Closures);
        foreach (var layer in changes.GroupBy(c => c.Layer))
        {
            var byCode = layer
                .Where(c => c.Code is not null)
                .GroupBy(c => c.Code!)
                .ToDictionary(g => g.Key, g => g.Last());
            List<Asset> changed = new(assets[layer.Key].Count);
            foreach (var asset in assets[layer.Key])
            {
                if (!byCode.TryGetValue(asset.Code, out var change))
                    changed.Add(asset);
                else if (!change.Closed)
                    changed.Add(Opened(asset, change));
            }

            var added = 0;
            changed.AddRange(
                layer
                    .Where(c => c.Code is null)
                    .Select(c => new Asset(-(++added), $"new-{added}", "open", null, null, c.Geometry, c.Attributes))
            );
            foreach (var code in byCode.Keys)
                closures.Remove((layer.Key, code));
            assets[layer.Key] = changed;
        }

        return county with
        {
            Assets = assets,
            Closures = closures,
        };

        // Opened on the day asked for: it is there, whatever its dates say, and its newest state holds.
        Asset Opened(Asset asset, SupposedChange change)
        {
            Dictionary<string, object?> attributes = new(asset.Attributes);
            attributes.Remove("surfaced_on");
            foreach (var (name, value) in change.Attributes)
                attributes[name] = value;
            return asset with
            {
                Status = "open",
                OpenedOn = asset.OpenedOn < asOf ? asset.OpenedOn : null,
                ClosedOn = null,
                Geometry = change.Geometry ?? asset.Geometry,
                Attributes = attributes,
            };
        }
    }
}
