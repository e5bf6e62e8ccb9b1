using System.Text.Json;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Publishing;

/// <summary>A vacated hamlet with its red line; areas in square metres and 亩, <paramref name="AreaMu"/> rounded to a hundredth.</summary>
public sealed record RedLineItem(
    string Code, string? Name, string? VillageCode, string? Village, string? Township, DateOnly? VacatedOn, string Because, bool? Drawn, IReadOnlyList<string> RedLines, double? AreaM2, double? AreaMu, double? ReclaimedM2, double? ReclaimedMu, double? ReforestedM2, IReadOnlyList<RedLineBreach>? Forbidden);

/// <summary>Counts of the list; <paramref name="PlaceUnknown"/> hamlets have no place to compare, <paramref name="ReclaimedUnknown"/> red lines do not tell what is reclaimed.</summary>
public sealed record RedLineTotals(int Vacated, int Drawn, int NotDrawn, int PlaceUnknown, int WithForbidden, double AreaM2, double AreaMu, double ReclaimedM2, double ReclaimedMu, int ReclaimedUnknown);

/// <summary>Places left behind on a day.</summary>
public sealed record RedLineDocument(string Standard, string StandardVersion, DateOnly AsOf, DateOnly? DataDate, bool Forecast, bool Synthetic, RedLineTotals Totals, IReadOnlyList<RedLineItem> Items);

/// <summary>A red line that may be drawn, as a GeoJSON feature in longitude and latitude (EPSG:4490).</summary>
public sealed record RedLineFeature(string Type, JsonElement Geometry, RedLineProperties Properties);

/// <summary>What the proposal rests on; a row of the layer <c>zones</c> is made from it once somebody has checked it.</summary>
public sealed record RedLineProperties(string Hamlet, string? Name, string Kind, string Crs, bool FromPoint, int? Households, double AreaM2, double AreaMu, Bilingual Sentence, bool Synthetic);

/// <summary>Answers what is left behind, for the web and whoever else asks.</summary>
public static class RedLineReport
{
    private static readonly JsonSerializerOptions Geometries = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <summary>Every vacated hamlet on a day.</summary>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(RedLineDocument? Document, ParameterFault? Fault)> AskAsync(Database database, Standard standard, string? asOf, DateOnly today, CancellationToken cancellationToken)
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        if (fault is not null) return (null, fault);
        var county = (await CountyState.AskAsync(database, null, cancellationToken))!;
        var all = await RedLineQuery.AskAsync(database, standard.Relocating!.RedLine, county.CountyCode, day, cancellationToken);
        double area = all.Sum(h => h.AreaM2 ?? 0), reclaimed = all.Sum(h => h.ReclaimedM2 ?? 0);
        RedLineTotals totals = new(
            all.Count, all.Count(h => h.Drawn is true), all.Count(h => h.Drawn is false), all.Count(h => h.Drawn is null), all.Count(h => h.Breaches is { Count: > 0 }), Math.Round(area, 1), Mu(area)!.Value, Math.Round(reclaimed, 1), Mu(reclaimed)!.Value, all.Count(h => h is { Drawn: true, ReclaimedM2: null }));
        return (new(county.Standard ?? standard.Name, county.StandardVersion ?? standard.Version, day, county.DataDate, county.IsForecast(day), county.Synthetic, totals,
            [.. all.Select(h => new RedLineItem(h.Code, h.Name, h.VillageCode, h.Village, h.Township, h.VacatedOn, h.Because, h.Drawn, h.RedLines, h.AreaM2, Mu(h.AreaM2), h.ReclaimedM2, Mu(h.ReclaimedM2), h.ReforestedM2, h.Breaches))]), null);
    }

    /// <summary>Proposes the red line of a hamlet.</summary>
    /// <returns>The feature; or null and, where the hamlet is known, what is missing.</returns>
    public static async Task<(RedLineFeature? Feature, Bilingual? Missing)> ProposeAsync(Database database, Standard standard, string hamlet, CancellationToken cancellationToken)
    {
        if (await CountyState.AskAsync(database, hamlet, cancellationToken) is not { } county || await RedLineQuery.HamletAsync(database, county.CountyCode, hamlet, cancellationToken) is not { } left) return (null, null);
        var (proposal, missing) = RedLineProposal.Of(left, standard.Relocating!.RedLine);
        return proposal is null ? (null, missing) : (new("Feature", JsonSerializer.SerializeToElement(proposal.Shape, Geometries), new(left.Code, left.Name, "vacated", "EPSG:4490", proposal.FromPoint, left.Households, proposal.AreaM2, Mu(proposal.AreaM2)!.Value, proposal.Sentence, county.Synthetic)), null);
    }

    private static double? Mu(double? squareMetres) => squareMetres is { } m ? Math.Round(m * RedLineProposal.MuPerSquareMetre, 2) : null;
}
