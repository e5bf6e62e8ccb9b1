using System.Collections.Concurrent;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Reports;

/// <summary>
/// The tags (ETag) of the timelines that were sent last. As long as neither the coverage of the county nor a layer that
/// the document reads has changed, its tag is known without building it.
/// </summary>
public sealed class TimelineTags(Database database, TimeProvider time)
{
    // Bounds memory: there is a document for every area and hamlet.
    private const int MaxKept = 1024;

    private static readonly string[] Layers = ["hamlets", "areas"];
    private readonly ChangeDetector _changes = new(time);
    private readonly ConcurrentDictionary<(string County, string? Area), Known> _known = new();

    /// <summary>The tag of a document if it is still what was sent last, else null.</summary>
    /// <returns>The tag, and the point to hand to <see cref="Keep"/> with the tag of a new document.</returns>
    public async Task<(ChangePoint Point, string? Tag)> FindAsync(
        CountyState county,
        string? area,
        CancellationToken cancellationToken
    )
    {
        var before = _known.GetValueOrDefault((county.CountyCode, area));
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var found = await _changes.FindAsync(
            connection,
            before?.Point,
            new() { County = county.CountyCode, Layers = Layers },
            cancellationToken
        );
        if (before is null || found.Any || before.County != county)
            return (found.Point, null);
        Keep(county, area, found.Point, before.Tag);
        return (found.Point, before.Tag);
    }

    /// <summary>Remembers the tag of a document that was built after the look at <paramref name="point"/>.</summary>
    public void Keep(CountyState county, string? area, ChangePoint point, string tag)
    {
        if (_known.Count >= MaxKept)
            _known.Clear();
        _known[(county.CountyCode, area)] = new(county, point, tag);
    }

    private sealed record Known(CountyState County, ChangePoint Point, string Tag);
}
