using Longlin.Geo.Assignment;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Movers and sites of a sound question, as the solver and the answer need them.</summary>
internal sealed class AssignmentCase
{
    private const double DefaultTimeLimitSeconds = 60;

    private static readonly Bilingual Note = new(
        "只安排同意搬迁的户：人数 = 人口 × 同意户数 ÷ 户数，向上取整；容量取住房、学位、供水、"
            + "用地与申报容量中最紧的一项，减去已迁入人数；目标为人·米，含新开点的开办成本。",
        "Only consenting households move: persons = population × consenting ÷ households, rounded up; "
            + "capacity is the scarcest of housing, school places, water, land and the stated number, less those "
            + "who moved in; the objective is person metres with the cost of opening sites."
    );

    public required Standard Standard { get; init; }
    public required AssignmentRequest Request { get; init; }
    public required DateOnly Day { get; init; }
    public required CountyState County { get; init; }
    public required List<Mover> Movers { get; init; }
    public required List<SiteRoom> Rooms { get; init; }
    public required IReadOnlyList<LeftOutItem> LeftOut { get; init; }
    public required IReadOnlyList<LeftOutItem> SitesLeftOut { get; init; }
    public required Func<CancellationToken, Task<CountyData>> ReadCounty { get; init; }

    private bool HasNothing => Movers.Count == 0 || Rooms.Count == 0;

    /// <summary>Measures the ways and solves; takes up to the time limit.</summary>
    public async Task<AssignmentDocument> SolveAsync(CancellationToken cancellationToken)
    {
        if (HasNothing)
            return Document(new() { Status = AssignmentStatus.Infeasible }, []);
        var rules = Standard.Relocating!;
        var access = Standard.Services.Single(s => s.Service == rules.Candidates.Transport.Service);
        var ways = new RoadDistances(access, await ReadCounty(cancellationToken)).Ways(
            [.. Movers.Select(m => (m.Lon, m.Lat))],
            [.. Rooms.Select(r => (r.Site.Lon!.Value, r.Site.Lat!.Value))],
            Day,
            rules.Assignment.StraightLineFactor.Value,
            cancellationToken
        );
        var table = MovePlan.Table(
            Movers,
            Rooms,
            ways,
            Request.MaxDistanceM,
            Groups(),
            Forbidden(),
            rules.Assignment,
            Day
        );
        var limit = TimeSpan.FromSeconds(Request.TimeLimitS ?? DefaultTimeLimitSeconds);
        return Document(SiteAssignment.Solve(table, limit, cancellationToken), ways);
    }

    private int MoverAt(string code) => Movers.FindIndex(m => m.Code == code);

    // Hamlets that are not assigned do not constrain their group.
    private int[][] Groups() =>
        [
            .. (Request.Groups ?? [])
                .Select(g => g.Select(MoverAt).Where(i => i >= 0).ToArray())
                .Where(g => g.Length > 1),
        ];

    private int[][] Forbidden() =>
        [
            .. (Request.Forbidden ?? [])
                .Select(p => new[] { MoverAt(p[0]), Rooms.FindIndex(r => r.Site.Code == p[1]) })
                .Where(p => p[0] >= 0 && p[1] >= 0),
        ];

    private AssignmentDocument Document(AssignmentAnswer answer, PlaceWay[][] ways) =>
        new(
            Standard.Name,
            Standard.Version,
            Standard.Relocating!.Name,
            Standard.Relocating!.Version,
            Day,
            County.IsForecast(Day),
            County.Synthetic,
            AssignmentWords.Status(answer.Status),
            answer.Objective,
            answer.Bound,
            answer.Gap,
            Movers.Count,
            Movers.Sum(m => m.Households),
            Movers.Sum(m => m.Persons),
            [.. answer.Assignment.Select((j, i) => Item(i, j, ways[i][j]))],
            Movers.Count == 0 || Rooms.Count == 0
                ? [AssignmentWords.Nothing(Movers.Count == 0)]
                : [.. answer.Infeasible.Select(r => AssignmentWords.Say(r, Movers, Rooms))],
            [.. Rooms.Select((r, j) => Limit(r, j, answer.Assignment))],
            LeftOut,
            SitesLeftOut,
            Note
        );

    private AssignmentItem Item(int i, int j, PlaceWay way) =>
        new(
            Movers[i].Code,
            Movers[i].Name,
            Rooms[j].Site.Code,
            Rooms[j].Site.Name,
            Movers[i].Households,
            Movers[i].Persons,
            Math.Round(way.Metres, 0),
            AssignmentWords.Way(way.Kind),
            way.Kind == WayKind.StraightLine,
            Movers[i].Lon,
            Movers[i].Lat,
            Rooms[j].Site.Lon!.Value,
            Rooms[j].Site.Lat!.Value
        );

    private SiteLimit Limit(SiteRoom r, int j, IReadOnlyList<int> assignment)
    {
        var here = Enumerable.Range(0, assignment.Count).Where(i => assignment[i] == j).Sum(i => Movers[i].Persons);
        var others = Enumerable
            .Range(0, assignment.Count)
            .Where(i => assignment[i] != j)
            .Select(i => Movers[i].Persons)
            .DefaultIfEmpty(int.MaxValue)
            .Min();
        return new(
            r.Site.Code,
            r.Site.Name,
            r.Site.Status,
            r.Capacity.Housing,
            r.Capacity.Stated,
            r.Capacity.School,
            r.Capacity.Water,
            r.Capacity.Land,
            r.Capacity.Unknown,
            r.Capacity.Persons!.Value,
            r.Capacity.Limits,
            r.Site.Occupied,
            r.Room,
            here,
            r.Room - here,
            r.Room - here < others && others < int.MaxValue
        );
    }
}
