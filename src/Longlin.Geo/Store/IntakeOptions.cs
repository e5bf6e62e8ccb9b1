using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Store;

/// <summary>How a file is taken in.</summary>
/// <param name="Mode">What happens to codes that exist already.</param>
/// <param name="DryRun">Check and merge, then roll back.</param>
/// <param name="Strict">One rejected row rejects the whole file.</param>
/// <param name="Actor">The user for the history; null: the database's user.</param>
/// <param name="Breaks">When ends of lines look as if they should join; null: they are not looked at.</param>
/// <param name="Township">Nine-digit code of the only township the actor may write; null: all.</param>
/// <param name="RestoringKinds">Kinds of works that may be planned inside a red line 搬出地红线: others are warned
/// of; null:
/// red lines are not looked at.</param>
/// <param name="NumberRepeats">Whether a code that several rows of the file share is numbered (code, code-2 …), as road
/// numbers repeat on the sections of a road; otherwise all but the first are rejected.</param>
/// <param name="Services">The services that a row may name, with their titles; null: any.</param>
/// <param name="Preview">Whether a dry run keeps the places of the rows for a map.</param>
public sealed record IntakeOptions(
    WriteMode Mode = WriteMode.Upsert,
    bool DryRun = false,
    bool Strict = false,
    string? Actor = null,
    BreakTolerance? Breaks = null,
    string? Township = null,
    IReadOnlyList<string>? RestoringKinds = null,
    bool NumberRepeats = false,
    IReadOnlyDictionary<string, Bilingual>? Services = null,
    bool Preview = false
);
