using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Features;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>A page of gaps, how many match in all, and where the next page begins.</summary>
public sealed record GapItemsPage(long Matched, IReadOnlyList<Gap> Items, ItemsCursor? Next);
