using System.Buffers.Text;
using System.Text;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Reports.Moving;

/// <summary>Answers who should move, for the command line and the web alike.</summary>
public static class CandidateReport
{
    /// <summary>Asks, sorts and cuts a page.</summary>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(CandidateDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        CandidateRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var day = request.AsOf ?? today;
        var sort = request.Sort ?? "tests";
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        var rules = standard.Relocating!;
        var assessed = await CandidateQuery.RunAsync(ways, county.CountyCode, day, request.Area, cancellationToken);
        var matches = assessed.Where(c => request.All is true || c.TestsMet >= rules.Candidates.RecommendAt).ToList();
        List<Candidate> sorted =
        [
            .. sort switch
            {
                "code" => matches.OrderBy(c => c.Hamlet.Code, StringComparer.Ordinal),
                "cost" => matches
                    .OrderByDescending(c => c.ServingYuanPerHousehold - c.MovingYuanPerHousehold ?? decimal.MinValue)
                    .ThenBy(c => c.Hamlet.Code, StringComparer.Ordinal),
                "households" => matches
                    .OrderByDescending(c => c.Hamlet.Households ?? -1)
                    .ThenBy(c => c.Hamlet.Code, StringComparer.Ordinal),
                _ => matches.OrderByDescending(c => c.TestsMet).ThenBy(c => c.Hamlet.Code, StringComparer.Ordinal),
            },
        ];
        var from = 0;
        if (request.Cursor is { } cursor)
        {
            // The cursor is the last hamlet of the page before, in this order.
            var last = Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : null;
            from = 1 + sorted.FindIndex(c => $"{sort}|{c.Hamlet.Code}" == last);
            if (from == 0)
                return (null, new("cursor", new("不是本次查询的游标", "is no cursor of this question")));
        }

        var page = sorted.Skip(from).Take(request.Limit ?? QueryParameters.DefaultLimit).ToList();
        var next =
            from + page.Count < sorted.Count
                ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{sort}|{page[^1].Hamlet.Code}"))
                : null;
        CandidateTotals totals = new(
            matches.Count,
            assessed.Count,
            matches.Sum(c => (long)(c.Hamlet.Households ?? 0)),
            matches.Sum(c => (long)(c.Hamlet.Population ?? 0)),
            matches.Sum(c => (long)(c.Hamlet.ConsentingHouseholds ?? 0)),
            matches.Count(c => c.Hamlet.Marked),
            matches.Count(c => c.TestsMet >= rules.Candidates.RecommendAt)
        );
        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                rules.Name,
                rules.Version,
                standard.Costs!.Name,
                standard.Costs.Verified,
                day,
                county.DataDate,
                county.IsForecast(day),
                county.Synthetic,
                rules.Candidates.RecommendAt,
                rules.Note,
                totals,
                next,
                page.ConvertAll(c => Publish(c, rules.Candidates.RecommendAt))
            ),
            null
        );
    }

    private static CandidateItem Publish(Candidate c, int recommendAt)
    {
        var h = c.Hamlet;
        return new(
            h.Code,
            h.Name,
            h.VillageCode,
            h.Village,
            h.TownshipCode,
            h.Township,
            h.Households,
            h.Population,
            h.ConsentingHouseholds,
            h.Marked,
            c.TestsMet,
            c.TestsUnknown,
            c.TestsMet >= recommendAt,
            c.Serving.Yuan,
            c.Serving.Complete,
            c.ServingYuanPerHousehold,
            c.MovingYuanPerHousehold,
            [
                .. c.Tests.Select(t => new CandidateTestItem(
                    t.Test,
                    PublishedMapping.Word(t.Verdict),
                    t.Value,
                    t.Threshold,
                    t.Unit,
                    t.Sentence
                )),
            ],
            [
                .. c.Serving.Lines.Select(l => new ServingItem(
                    l.Service,
                    PublishedMapping.Word(l.Verdict),
                    l.MetresToUpgrade,
                    l.MetresToBuild,
                    l.Yuan,
                    l.Choice,
                    l.Counted
                )),
            ],
            h.Lon,
            h.Lat
        );
    }
}
