using Longlin.Geo.Assignment;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Assigns consenting households to sites, for the command line and the web alike.</summary>
public static class AssignmentReport
{
    private static readonly Bilingual Note = new(
        "只安排同意搬迁的户：人数 = 人口 × 同意户数 ÷ 户数，向上取整；容量取住房、学位、供水、用地与申报容量中最紧的一项，减去已迁入人数；目标为人·米，含新开点的开办成本。",
        "Only consenting households move: persons = population × consenting ÷ households, rounded up; "
            + "capacity is the scarcest of housing, school places, water, land and the stated number, less those "
            + "who moved in; the objective is person metres with the cost of opening sites."
    );

    /// <summary>Reads the store and checks the question.</summary>
    /// <returns>Work that is ready, or null and what is wrong.</returns>
    public static async Task<(PreparedAssignment? Prepared, ParameterFault? Fault)> PrepareAsync(
        Database database,
        Standard standard,
        AssignmentRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var seconds = request.TimeLimitS ?? 60;
        if (seconds is not (> 0 and <= 600))
            return (null, new("timeLimitS", new("应大于 0，最多 600", "should be above 0 and at most 600")));
        if (request.MaxDistanceM is { } most && !(most > 0 && double.IsFinite(most)))
            return (null, new("maxDistanceM", new("应大于 0", "should be above 0")));
        var day = request.AsOf ?? today;
        if (day.Year is < 1900 or > 2200)
            return (null, new("asOf", new("应在 1900 与 2200 年之间", "should lie between 1900 and 2200")));
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var rules = standard.Relocating!;
        var candidates = await CandidateQuery.RunAsync(
            database,
            standard,
            county.CountyCode,
            day,
            null,
            cancellationToken
        );
        var known = candidates.ToDictionary(c => c.Hamlet.Code, c => c.Hamlet);
        var sites = (await SiteFacts.RunAsync(database, county.CountyCode, day, cancellationToken)).ToDictionary(s =>
            s.Code
        );
        if (Unknown("sites", request.Sites, sites.ContainsKey, "安置点", "site") is { } noSite)
            return (null, noSite);
        if (Unknown("hamlets", request.Hamlets, known.ContainsKey, "自然屯", "hamlet") is { } noHamlet)
            return (null, noHamlet);
        HashSet<string> asked = request.Hamlets is { } named
            ? [.. named]
            :
            [
                .. candidates
                    .Where(c => c.Hamlet.Marked || c.TestsMet >= rules.Candidates.RecommendAt)
                    .Select(c => c.Hamlet.Code),
            ];
        HashSet<string> places = request.Sites is { } chosen ? [.. chosen] : [.. sites.Keys];
        for (var g = 0; g < (request.Groups?.Count ?? 0); g++)
        {
            for (var k = 0; k < request.Groups![g].Count; k++)
                if (!asked.Contains(request.Groups[g][k]))
                    return (null, NotAsked($"groups[{g}][{k}]", request.Groups[g][k]));
        }

        for (var f = 0; f < (request.Forbidden?.Count ?? 0); f++)
        {
            if (request.Forbidden![f] is not { Count: 2 } pair)
                return (null, new($"forbidden[{f}]", new("应为 [自然屯, 安置点]", "should be [hamlet, site]")));
            if (!asked.Contains(pair[0]))
                return (null, NotAsked($"forbidden[{f}][0]", pair[0]));
            if (!places.Contains(pair[1]))
                return (null, NotAsked($"forbidden[{f}][1]", pair[1]));
        }

        List<LeftOutItem> leftOut = [],
            sitesLeftOut = [];
        List<Mover> movers = [];
        foreach (var code in asked.Order(StringComparer.Ordinal))
        {
            if (Mover.From(known[code]) is ({ } mover, _))
                movers.Add(mover);
            else
                leftOut.Add(LeftOut(code, known[code].Name, Mover.From(known[code]).Reason!));
        }

        List<SiteRoom> rooms = [];
        foreach (var code in places.Order(StringComparer.Ordinal))
        {
            if (SiteRoom.From(sites[code], rules, standard.Siting!) is ({ } room, _))
                rooms.Add(room);
            else
                sitesLeftOut.Add(
                    LeftOut(code, sites[code].Name, SiteRoom.From(sites[code], rules, standard.Siting!).Reason!)
                );
        }

        int At(string code) => movers.FindIndex(m => m.Code == code);
        // Who takes no part binds nobody.
        int[][] groups =
        [
            .. (request.Groups ?? []).Select(g => g.Select(At).Where(i => i >= 0).ToArray()).Where(g => g.Length > 1),
        ];
        int[][] forbidden =
        [
            .. (request.Forbidden ?? [])
                .Select(p => new[] { At(p[0]), rooms.FindIndex(r => r.Site.Code == p[1]) })
                .Where(p => p[0] >= 0 && p[1] >= 0),
        ];
        var access = standard.Services.Single(s => s.Service == rules.Candidates.Transport.Service);
        return (
            new PreparedAssignment(async token =>
            {
                if (movers.Count == 0 || rooms.Count == 0)
                    return Publish(new() { Status = AssignmentStatus.Infeasible }, []);
                var ways = new RoadDistances(access, await readCounty(token)).Ways(
                    [.. movers.Select(m => (m.Lon, m.Lat))],
                    [.. rooms.Select(r => (r.Site.Lon!.Value, r.Site.Lat!.Value))],
                    day,
                    rules.Assignment.StraightLineFactor.Value,
                    token
                );
                return Publish(
                    SiteAssignment.Solve(
                        MovePlan.Table(
                            movers,
                            rooms,
                            ways,
                            request.MaxDistanceM,
                            groups,
                            forbidden,
                            rules.Assignment,
                            day
                        ),
                        TimeSpan.FromSeconds(seconds),
                        token
                    ),
                    ways
                );
            }),
            null
        );

        AssignmentDocument Publish(AssignmentAnswer answer, PlaceWay[][] ways) =>
            new(
                standard.Name,
                standard.Version,
                rules.Name,
                rules.Version,
                day,
                county.IsForecast(day),
                county.Synthetic,
                AssignmentWords.Status(answer.Status),
                answer.Objective,
                answer.Bound,
                answer.Gap,
                movers.Count,
                movers.Sum(m => m.Households),
                movers.Sum(m => m.Persons),
                [
                    .. answer.Assignment.Select(
                        (j, i) =>
                            new AssignmentItem(
                                movers[i].Code,
                                movers[i].Name,
                                rooms[j].Site.Code,
                                rooms[j].Site.Name,
                                movers[i].Households,
                                movers[i].Persons,
                                Math.Round(ways[i][j].Metres, 0),
                                AssignmentWords.Way(ways[i][j].Kind),
                                ways[i][j].Kind == WayKind.StraightLine,
                                movers[i].Lon,
                                movers[i].Lat,
                                rooms[j].Site.Lon!.Value,
                                rooms[j].Site.Lat!.Value
                            )
                    ),
                ],
                movers.Count == 0 || rooms.Count == 0
                    ? [AssignmentWords.Nothing(movers.Count == 0)]
                    : [.. answer.Infeasible.Select(r => AssignmentWords.Say(r, movers, rooms))],
                [.. rooms.Select((r, j) => Limit(r, j, answer.Assignment))],
                leftOut,
                sitesLeftOut,
                Note
            );

        SiteLimit Limit(SiteRoom r, int j, IReadOnlyList<int> assignment)
        {
            var here = Enumerable.Range(0, assignment.Count).Where(i => assignment[i] == j).Sum(i => movers[i].Persons);
            var others = Enumerable
                .Range(0, assignment.Count)
                .Where(i => assignment[i] != j)
                .Select(i => movers[i].Persons)
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

    private static ParameterFault? Unknown(
        string parameter,
        IReadOnlyList<string>? codes,
        Func<string, bool> known,
        string zh,
        string en
    )
    {
        if (codes is { Count: 0 })
            return new(parameter, new("不应为空", "should not be empty"));
        for (var i = 0; i < (codes?.Count ?? 0); i++)
            if (codes![i] is null || !known(codes[i]))
                return new(
                    $"{parameter}[{i}]",
                    new($"当日没有编码为 {codes[i]} 的{zh}", $"no {en} has the code {codes[i]} on that day"),
                    NotFound: true
                );
        return null;
    }

    private static ParameterFault NotAsked(string parameter, string code) =>
        new(parameter, new($"{code} 不在本次安排之列", $"{code} is not among those to be assigned"));

    private static LeftOutItem LeftOut(string code, string? name, string reason) =>
        new(code, name, reason, AssignmentWords.Reason(reason));
}
