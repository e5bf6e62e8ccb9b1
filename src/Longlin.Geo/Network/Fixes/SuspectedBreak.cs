namespace Longlin.Geo.Network.Fixes;

/// <summary>Two links that nearly meet, or cross without a common vertex.</summary>
/// <param name="Edge">The edge that ends here, or one of two that cross.</param>
/// <param name="At">Where on its link: <c>start</c>, <c>end</c>, or longitude and latitude to five decimals.</param>
/// <param name="OtherEdge">The edge that it nearly meets, or crosses.</param>
/// <param name="IsCrossing">Whether they cross.</param>
/// <param name="Metres">Of the gap; 0 where they cross.</param>
/// <param name="Line">Flat longitudes and latitudes from one to the other.</param>
/// <param name="IsApart">Whether no other way over links that are good enough joins them.</param>
/// <param name="Places">Positions of the places that are served once it is joined, and nothing else.</param>
/// <param name="Order">Its place in the repair queue, from 1: each time the break, or the shortest row of breaks, that
/// frees most households a break, given those before it; null where it frees nobody.</param>
public sealed record SuspectedBreak(
    int Edge,
    string At,
    int OtherEdge,
    bool IsCrossing,
    double Metres,
    double[] Line,
    bool IsApart,
    IReadOnlyList<int> Places,
    int? Order
);
