using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longlin.Geo.Coverage;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;

namespace Longlin.Geo.Publishing;

/// <summary>Where a page ended, as opaque text.</summary>
public static class GapCursor
{
    /// <summary>Text of the last item.</summary>
    public static string Write(Gap last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Rank}|{last.Code}")));

    /// <summary>What the text means, or null.</summary>
    public static (int Rank, string Code)? Read(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', 2);
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var rank) ? (rank, parts[1]) : null;
    }
}

/// <summary>Answers a question about gaps for the command line and the web alike.</summary>
public static class GapReport
{
    /// <summary>Reads the parameters, asks the store and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="parameters">The question in words.</param>
    /// <param name="readCounty">Gives the county's rows, for questions that the network answers on the day.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(GapDocument? Document, ParameterFault? Fault)> AskAsync(Database database, Standard standard, QueryParameters parameters, Func<CancellationToken, Task<CountyData>> readCounty, DateOnly today, CancellationToken cancellationToken)
    {
        if (parameters.Read(standard, today, out var fault) is not { } question) return (null, fault);
        if (await CountyState.AskAsync(database, question.Area, cancellationToken) is not { } county) return (null, UnknownArea(question.Area!));
        var answer = standard.Checks.FirstOrDefault(c => c.Service == question.Service && c.Ways is not null) is { } links
            ? LinkQuery.Ask(LinkQuery.All(standard, links, await readCounty(cancellationToken), question.AsOf, cancellationToken), question)
            : await GapQuery.AskAsync(database, county.CountyCode, question, cancellationToken);
        var items = PublishedMapping.Mapper.Map<IReadOnlyList<Gap>, List<GapItem>>(answer.Items).ConvertAll(i => i with { CostYuan = standard.Costs?.Of(question.Service, i.MetresToUpgrade, i.MetresToBuild) });
        return (new GapDocument(county.Standard ?? standard.Name, county.StandardVersion ?? standard.Version, question.AsOf, county.DataDate, county.IsForecast(question.AsOf), county.Synthetic, question.Service, parameters.Rule, question.MinHouseholds,
            answer.Totals, answer.More ? GapCursor.Write(answer.Items[^1]) : null, items), null);
    }

    /// <summary>No area has the code.</summary>
    public static ParameterFault UnknownArea(string code) => new("area", new($"没有编码为 {code} 的区划", $"no area has the code {code}"), NotFound: true);
}
