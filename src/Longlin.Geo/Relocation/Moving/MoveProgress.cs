using System.Globalization;
using Longlin.Geo.Store;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>A move of households.</summary>
/// <param name="MovedOn">The day; null where not known: the move is not counted.</param>
/// <param name="Mode">Mode of the site: concentrated, dispersed, or null where not known.</param>
/// <param name="HouseRemovedOn">The day the old house was removed; null where not known.</param>
internal sealed record Move(
    DateOnly? MovedOn,
    string? SiteCode,
    string? HamletCode,
    int? Households,
    int? Persons,
    string? Mode,
    string? SiteName,
    string? TownshipCode,
    string? Township,
    DateOnly? HouseRemovedOn = null
);

/// <summary>The moves of one group.</summary>
/// <param name="PersonsUntil">Persons of this group and the groups before it.</param>
public sealed record MoveGroup(string Key, string? Name, long Households, long Persons, long PersonsUntil);

/// <summary>Progress of the relocation on a day.</summary>
/// <param name="Unknown">Moves without a day or number of persons: not counted.</param>
/// <param name="ModeUnknown">Persons at sites whose mode is not known.</param>
/// <param name="LastYear">Persons of the twelve months until the day.</param>
/// <param name="HousesRemoved">Households that moved and whose old house is recorded as removed.</param>
/// <param name="Groups">By site, township or month; an empty key is not known.</param>
internal sealed record MoveProgress(
    long Households,
    long Persons,
    long Unknown,
    long Concentrated,
    long Dispersed,
    long ModeUnknown,
    long LastYear,
    long HousesRemoved,
    IReadOnlyList<MoveGroup> Groups
)
{
    /// <summary>
    /// Share of persons at concentrated sites among those at sites with a known mode; null where there are none.
    /// </summary>
    public double? ConcentratedShare =>
        Concentrated + Dispersed > 0 ? Concentrated / (double)(Concentrated + Dispersed) : null;

    /// <summary>The progress from a list of moves. Pure.</summary>
    /// <param name="asOf">Later moves do not count.</param>
    /// <param name="by">site, township or month.</param>
    public static MoveProgress From(IReadOnlyList<Move> moves, DateOnly asOf, string by)
    {
        var done = moves.Where(m => m.MovedOn <= asOf && m.Persons is not null).ToList();
        long until = 0;
        List<MoveGroup> groups = [];
        foreach (var group in done.GroupBy(m => Key(m, by)).OrderBy(g => g.Key.Key, StringComparer.Ordinal))
        {
            until += group.Sum(m => (long)m.Persons!.Value);
            groups.Add(
                new(
                    group.Key.Key,
                    group.Key.Name,
                    group.Sum(m => (long)(m.Households ?? 0)),
                    group.Sum(m => (long)m.Persons!.Value),
                    until
                )
            );
        }

        long PersonsAt(string? mode) => done.Where(m => m.Mode == mode).Sum(m => (long)m.Persons!.Value);
        return new(
            done.Sum(m => (long)(m.Households ?? 0)),
            until,
            moves.Count(m => m.MovedOn is null || (m.Persons is null && m.MovedOn <= asOf)),
            PersonsAt("concentrated"),
            PersonsAt("dispersed"),
            PersonsAt(null),
            done.Where(m => m.MovedOn > asOf.AddYears(-1)).Sum(m => (long)m.Persons!.Value),
            done.Where(m => m.HouseRemovedOn <= asOf).Sum(m => (long)(m.Households ?? 0)),
            groups
        );
    }

    /// <summary>Persons a month needed to meet a deadline; null where none are missing or the deadline has
    /// passed.</summary>
    public static double? PerMonth(double lacking, DateOnly asOf, DateOnly? deadline) =>
        lacking > 0 && deadline is { } day && day > asOf
            ? lacking / Math.Max(1, (day.DayNumber - asOf.DayNumber) / 30.4375)
            : null;

    /// <summary>Every move of a county.</summary>
    public static async Task<IReadOnlyList<Move>> RunAsync(
        Database database,
        string county,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Relocation.Moving.moves"));
        command.Parameters.AddWithValue("county", county);
        List<Move> moves = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            moves.Add(
                new(
                    r.FindValue<DateOnly>("moved_on"),
                    r.Find<string>("site_code"),
                    r.Find<string>("hamlet_code"),
                    r.FindValue<int>("households"),
                    r.FindValue<int>("persons"),
                    r.Find<string>("mode"),
                    r.Find<string>("site"),
                    r.Find<string>("township_code"),
                    r.Find<string>("township"),
                    r.FindValue<DateOnly>("house_removed_on")
                )
            );
        return moves;
    }

    private static (string Key, string? Name) Key(Move move, string by) =>
        by switch
        {
            "site" => (move.SiteCode ?? "", move.SiteName),
            "township" => (move.TownshipCode ?? "", move.Township),
            "month" => (move.MovedOn!.Value.ToString("yyyy-MM", CultureInfo.InvariantCulture), null),
            _ => throw new ArgumentOutOfRangeException(nameof(by)),
        };
}
