namespace Longlin.Geo.Reports.Sites;

/// <summary>Who may go where, as it is asked for.</summary>
/// <param name="Sites">Codes; null: every site that is not closed on the day.</param>
/// <param name="Hamlets">Codes; null: all who should move, marked or recommended.</param>
/// <param name="MaxDistanceM">No farther than this over the road, metres.</param>
/// <param name="Groups">Hamlets that stay together.</param>
/// <param name="Forbidden">Pairs of hamlet and site.</param>
/// <param name="TimeLimitS">Seconds; default 60.</param>
/// <param name="AsOf">The day; default today.</param>
public sealed record AssignmentRequest(
    IReadOnlyList<string>? Sites = null,
    IReadOnlyList<string>? Hamlets = null,
    double? MaxDistanceM = null,
    IReadOnlyList<IReadOnlyList<string>>? Groups = null,
    IReadOnlyList<IReadOnlyList<string>>? Forbidden = null,
    double? TimeLimitS = null,
    DateOnly? AsOf = null
);
