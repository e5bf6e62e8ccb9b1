using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// Puts the decisions about breaks into a network: a confirmed one is a short link that can always be used, a refused
/// one is named, so that nobody is asked again. Where it lies is found anew from the two links each time.
/// </summary>
internal sealed class JointLinks
{
    private readonly ServiceRule _service;
    private readonly IReadOnlyList<Link> _links;
    private readonly ILookup<string, int> _positions;
    private readonly List<Link> _joined = [];
    private readonly HashSet<BreakKey> _refused = [];
    private readonly List<PlacedJoint> _placed = [];

    /// <summary>Reads a county's decisions about the links of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="county">The county's rows.</param>
    /// <param name="links">The links of the service.</param>
    public JointLinks(ServiceRule service, CountyData county, IReadOnlyList<Link> links)
    {
        (_service, _links) = (service, links);
        Joint[] joints = [.. county.Joints.Where(j => j.Layer == service.Layer && !j.Exists.IsEmpty)];
        if (joints.Length == 0)
        {
            _positions = Array.Empty<int>().ToLookup(_ => "");
            return;
        }

        var codes = county.Assets[service.Layer].ToDictionary(a => a.Id, a => a.Code);
        _positions = Enumerable.Range(0, links.Count).ToLookup(l => codes[links[l].Id], StringComparer.Ordinal);
        foreach (var joint in joints)
            Add(joint);
    }

    /// <summary>A link for each confirmed joint.</summary>
    public IReadOnlyList<Link> Joined => _joined;

    /// <summary>The refused breaks: their links are apart.</summary>
    public IReadOnlySet<BreakKey> Refused => _refused;

    /// <summary>Every decision, with where its break lies.</summary>
    public IReadOnlyList<PlacedJoint> Placed => _placed;

    /// <summary>The place of a break as its code tells it: ends of the second part of a road are numbered.</summary>
    /// <param name="links">The links of a network.</param>
    /// <param name="link">Position of the link that names the break.</param>
    /// <param name="at">Where on that link.</param>
    public static string PlaceOf(IReadOnlyList<Link> links, int link, string at)
    {
        var part = 1;
        for (var before = link - 1; before >= 0 && links[before].Id == links[link].Id; before--)
            part++;
        return part > 1 && char.IsAsciiLetter(at[0]) ? string.Create(CultureInfo.InvariantCulture, $"{at}{part}") : at;
    }

    private void Add(Joint joint)
    {
        int[] mine = [.. _positions[joint.CodeA]],
            theirs = [.. _positions[joint.CodeB]];
        if (mine.Length == 0 || theirs.Length == 0 || Point(joint.At, mine) is not var (lon, lat, link))
        {
            _placed.Add(new(joint, null, null, true));
            return;
        }

        var at = theirs.Select(t => Geodesy.NearestOnLine(lon, lat, _links[t].LonLat)).MinBy(n => n.DistanceMetres);
        double[] line = [lon, lat, at.Lon, at.Lat];
        var isLost = at.DistanceMetres > _service.SuspectedBreakMetres;
        _placed.Add(new(joint, line, at.DistanceMetres, isLost));
        if (isLost)
            return;
        if (joint.Confirmed)
        {
            _joined.Add(new(-joint.Id, line, joint.Exists, joint.Exists, joint.Exists));
            return;
        }

        var place = joint.At.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        foreach (var other in theirs)
            _refused.Add(new(link, place is "start" or "end" ? place : joint.At, other));
    }

    // An end of a part, or the point of the link that is nearest to the place named.
    private (double Lon, double Lat, int Link)? Point(string at, int[] parts)
    {
        if (at.Split(',') is [var x, var y])
        {
            if (
                !double.TryParse(x, CultureInfo.InvariantCulture, out var lon)
                || !double.TryParse(y, CultureInfo.InvariantCulture, out var lat)
            )
                return null;
            var (near, link) = parts
                .Select(p => (Near: Geodesy.NearestOnLine(lon, lat, _links[p].LonLat), Link: p))
                .MinBy(p => p.Near.DistanceMetres);
            return near.DistanceMetres <= _service.SuspectedBreakMetres ? (near.Lon, near.Lat, link) : null;
        }

        var isEnd = at.StartsWith("end", StringComparison.Ordinal);
        var number = at.AsSpan(isEnd ? 3 : Math.Min(5, at.Length));
        var part = 1;
        if (
            (!isEnd && !at.StartsWith("start", StringComparison.Ordinal))
            || (number.Length > 0 && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out part))
            || part < 1
            || part > parts.Length
        )
            return null;
        var line = _links[parts[part - 1]].LonLat;
        return isEnd ? (line[^2], line[^1], parts[part - 1]) : (line[0], line[1], parts[part - 1]);
    }
}
