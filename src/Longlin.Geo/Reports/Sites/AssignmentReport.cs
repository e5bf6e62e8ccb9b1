using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Assigns consenting households to sites, for the command line and the web alike.</summary>
public static class AssignmentReport
{
    /// <summary>Reads the store and checks the question.</summary>
    /// <returns>Work that is ready, or null and what is wrong.</returns>
    public static async Task<(PreparedAssignment? Prepared, ParameterFault? Fault)> PrepareAsync(
        WayStore ways,
        AssignmentRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        if (CheckNumbers(request) is { } number)
            return (null, number);
        var day = request.AsOf ?? today;
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var candidates = await CandidateQuery.RunAsync(ways, county.CountyCode, day, null, cancellationToken);
        var known = candidates.ToDictionary(c => c.Hamlet.Code, c => c.Hamlet);
        var sites = (await SiteFacts.RunAsync(database, county.CountyCode, day, cancellationToken)).ToDictionary(s =>
            s.Code
        );
        if (Unknown("sites", request.Sites, sites.ContainsKey, "安置点", "site") is { } noSite)
            return (null, noSite);
        if (Unknown("hamlets", request.Hamlets, known.ContainsKey, "自然屯", "hamlet") is { } noHamlet)
            return (null, noHamlet);
        var recommendAt = standard.Relocating!.Candidates.RecommendAt;
        HashSet<string> asked = request.Hamlets is { } named
            ? [.. named]
            : [.. candidates.Where(c => c.Hamlet.Marked || c.TestsMet >= recommendAt).Select(c => c.Hamlet.Code)];
        HashSet<string> places = request.Sites is { } chosen ? [.. chosen] : [.. sites.Keys];
        if (CheckGroups(request.Groups ?? [], asked) is { } group)
            return (null, group);
        if (CheckForbidden(request.Forbidden ?? [], asked, places) is { } pair)
            return (null, pair);
        var (movers, leftOut) = Movers(asked.Order(StringComparer.Ordinal).Select(code => known[code]));
        var (rooms, sitesLeftOut) = Rooms(places.Order(StringComparer.Ordinal).Select(code => sites[code]), standard);
        return (
            new PreparedAssignment(
                new AssignmentCase
                {
                    Standard = standard,
                    Request = request,
                    Day = day,
                    County = county,
                    Movers = movers,
                    Rooms = rooms,
                    LeftOut = leftOut,
                    SitesLeftOut = sitesLeftOut,
                    ReadCounty = readCounty,
                }.SolveAsync
            ),
            null
        );
    }

    private static ParameterFault? CheckNumbers(AssignmentRequest request)
    {
        if (request.TimeLimitS is { } seconds && seconds is not (> 0 and <= 600))
            return new("timeLimitS", new("应大于 0，最多 600", "should be above 0 and at most 600"));
        if (request.MaxDistanceM is { } most && !(most > 0 && double.IsFinite(most)))
            return new("maxDistanceM", new("应大于 0", "should be above 0"));
        return request.AsOf is { Year: < 1900 or > 2200 }
            ? new("asOf", new("应在 1900 与 2200 年之间", "should lie between 1900 and 2200"))
            : null;
    }

    private static ParameterFault? CheckGroups(IReadOnlyList<IReadOnlyList<string>> groups, HashSet<string> asked)
    {
        for (var g = 0; g < groups.Count; g++)
        for (var k = 0; k < groups[g].Count; k++)
            if (!asked.Contains(groups[g][k]))
                return NotAsked($"groups[{g}][{k}]", groups[g][k]);
        return null;
    }

    private static ParameterFault? CheckForbidden(
        IReadOnlyList<IReadOnlyList<string>> forbidden,
        HashSet<string> asked,
        HashSet<string> places
    )
    {
        for (var f = 0; f < forbidden.Count; f++)
        {
            if (forbidden[f] is not { Count: 2 } pair)
                return new($"forbidden[{f}]", new("应为 [自然屯, 安置点]", "should be [hamlet, site]"));
            if (!asked.Contains(pair[0]))
                return NotAsked($"forbidden[{f}][0]", pair[0]);
            if (!places.Contains(pair[1]))
                return NotAsked($"forbidden[{f}][1]", pair[1]);
        }

        return null;
    }

    private static (List<Mover> Movers, List<LeftOutItem> LeftOut) Movers(IEnumerable<HamletFacts> hamlets)
    {
        List<Mover> movers = [];
        List<LeftOutItem> leftOut = [];
        foreach (var hamlet in hamlets)
        {
            var (mover, reason) = Mover.From(hamlet);
            if (mover is not null)
                movers.Add(mover);
            else
                leftOut.Add(LeftOut(hamlet.Code, hamlet.Name, reason!));
        }

        return (movers, leftOut);
    }

    private static (List<SiteRoom> Rooms, List<LeftOutItem> LeftOut) Rooms(
        IEnumerable<SiteFacts> sites,
        Standard standard
    )
    {
        List<SiteRoom> rooms = [];
        List<LeftOutItem> leftOut = [];
        foreach (var site in sites)
        {
            var (room, reason) = SiteRoom.From(site, standard.Relocating!, standard.Siting!);
            if (room is not null)
                rooms.Add(room);
            else
                leftOut.Add(LeftOut(site.Code, site.Name, reason!));
        }

        return (rooms, leftOut);
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
