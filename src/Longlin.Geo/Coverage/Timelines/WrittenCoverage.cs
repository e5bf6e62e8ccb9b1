namespace Longlin.Geo.Coverage.Timelines;

/// <summary>A county's coverage as it was written.</summary>
/// <param name="Version">Of the county's coverage.</param>
/// <param name="County">What it was computed from.</param>
/// <param name="Timelines">What was written.</param>
internal sealed record WrittenCoverage(long Version, CountyData County, IReadOnlyList<ServiceTimelines> Timelines)
{
    private readonly Dictionary<(string, long), int> _places = County
        .Places.Select((p, i) => (p, i))
        .ToDictionary(p => (p.p.Subject, p.p.Id), p => p.i);

    /// <summary>
    /// Which places have an answer that differs from the one written, by service; null where single rows cannot tell
    /// it: a place or an answer is gone.
    /// </summary>
    public bool[][]? Changed(CountyData county, IReadOnlyList<ServiceTimelines> timelines)
    {
        var changed = Array.ConvertAll([.. timelines], t => new bool[t.Places.Length]);
        var met = 0;
        for (var p = 0; p < county.Places.Count; p++)
        {
            var was = _places.GetValueOrDefault((county.Places[p].Subject, county.Places[p].Id), -1);
            if (was >= 0)
                met++;
            for (var s = 0; s < timelines.Count; s++)
            {
                var (before, now) = (was < 0 ? null : Timelines[s].Places[was], timelines[s].Places[p]);
                if (before is not null && now is null)
                    return null;
                changed[s][p] = now is not null && (before is null || !Same(before, now));
            }
        }

        return met == _places.Count ? changed : null;
    }

    private static bool Same(TimelinePiece[] a, TimelinePiece[] b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i].From != b[i].From || !PlaceTimeline.Same(a[i], b[i]))
                return false;
        }

        return true;
    }
}
