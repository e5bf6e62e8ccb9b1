using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Rows;

/// <summary>One row after checking: a record, or the reasons against it.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Record">The record; null when the row is rejected.</param>
/// <param name="Rejections">Why it is rejected; empty otherwise.</param>
/// <param name="Repairs">What was changed so that it could be taken; null: nothing.</param>
/// <param name="CodeMade">Whether its code was made from its place.</param>
/// <param name="MentionedCode">The code that a rejected row names; null where it names none.</param>
/// <param name="Place">Where it lies, EPSG:4490, taken or not; null where that cannot be told.</param>
public sealed record ImportedRow(
    long Row,
    FeatureRecord? Record,
    IReadOnlyList<Rejection> Rejections,
    List<Repair>? Repairs = null,
    bool CodeMade = false,
    string? MentionedCode = null,
    Geometry? Place = null
);
