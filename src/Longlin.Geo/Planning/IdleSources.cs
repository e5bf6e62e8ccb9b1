using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Planning;

/// <summary>Sources that stand on a day and join no link: nobody gets anything from them.</summary>
internal static class IdleSources
{
    /// <summary>Each of them with its name.</summary>
    public static IEnumerable<NetworkFinding> On(
        ServiceRule service,
        CountyData county,
        NetworkInput input,
        DateOnly asOf
    )
    {
        var day = asOf.DayNumber;
        Link[] links = [.. input.Links.Where(l => l.Exists.Contains(day))];
        LineIndex index = new([.. links.Select(l => l.LonLat)]);
        return input
            .Sources.Where(s => s.Definite.Contains(day))
            .GroupBy(s => (s.Id, s.IsSeat))
            .Where(g => g.All(s => !index.Nearest(s.LonLat[0], s.LonLat[1], s.JoinMetres).Any()))
            .Select(g =>
            {
                var (code, name) = Identify(service, county, g.First());
                return NetworkFinding.OnLink("idle_source", "open", code, g.First().LonLat) with { Name = name };
            });
    }

    private static (string Code, string? Name) Identify(ServiceRule service, CountyData county, SourcePoint source)
    {
        if (source.IsSeat)
            return county.Places.FirstOrDefault(p => p.Subject == service.Seats!.Level && p.Id == source.Id) is { } area
                ? (area.Code, area.Name)
                : ("", null);
        var asset = county.Assets[service.Sources!.Layer ?? service.Layer].First(a => a.Id == source.Id);
        return (asset.Code, asset.Name);
    }
}
