using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Assignment;

/// <summary>The sentences that say why no assignment exists. Demands and sites are named by their position.</summary>
internal static class InfeasibilityMessages
{
    private const int MostPositionsListed = 8;

    public static Bilingual NoSiteForDemand(int[] members) =>
        new($"需求 {List(members)} 不能去任何安置点", $"Demand {List(members)} may go to no site");

    public static Bilingual NoSiteForGroup(int[] members) =>
        new(
            $"需求 {List(members)} 要在一起，但没有一个安置点允许它们全部",
            $"Demands {List(members)} stay together, and no site is allowed to all of them"
        );

    public static Bilingual DemandTooLarge(int[] members, decimal need, decimal room) =>
        new(
            $"需求 {List(members)} 为 {Format(need)}，可去的安置点最多容纳 {Format(room)}，缺 {Format(need - room)}",
            $"Demand {List(members)} needs {Format(need)}; "
                + $"the sites it may go to hold at most {Format(room)}, {Format(need - room)} too little"
        );

    public static Bilingual GroupTooLarge(int[] members, decimal need, decimal room) =>
        new(
            $"需求 {List(members)} 要在一起，共 {Format(need)}，"
                + $"可去的安置点最多容纳 {Format(room)}，缺 {Format(need - room)}",
            $"Demands {List(members)} stay together and need {Format(need)}; "
                + $"the sites they may all go to hold at most {Format(room)}, {Format(need - room)} too little"
        );

    public static Bilingual TooLittle(decimal need, decimal room) =>
        new(
            $"需求共 {Format(need)}，安置点共容纳 {Format(room)}，缺 {Format(need - room)}",
            $"The demands need {Format(need)} and all sites hold {Format(room)}, {Format(need - room)} too little"
        );

    public static Bilingual Packing(decimal need, decimal room) =>
        new(
            $"总容量 {Format(room)} 够需求 {Format(need)}，但每个需求只能整个去一个允许的安置点，放不下",
            $"The sites hold {Format(room)} in total, enough for the {Format(need)} needed, "
                + "but each demand goes whole to one site allowed to it, and in that way they do not fit"
        );

    /// <summary>The two ways out: room added, or demands left out.</summary>
    /// <param name="change">The change; at least one of its two parts is known.</param>
    /// <param name="leftOutTotal">The demands left out, added up.</param>
    public static Bilingual Change(SmallestChange change, decimal leftOutTotal)
    {
        List<string> zh = [],
            en = [];
        if (change.Added is { } added)
        {
            string Amount(AddedCapacity a) => Format(ScaledTable.Exact(a.Capacity));
            zh.Add("增加容量 " + string.Join("、", added.Select(a => $"安置点 {a.Site} +{Amount(a)}")));
            en.Add("add room, " + string.Join(", ", added.Select(a => $"site {a.Site} +{Amount(a)}")));
        }

        if (change.LeftOut is { } left)
        {
            zh.Add($"不安排需求 {List(left)}（{Format(leftOutTotal)}）");
            en.Add($"leave out demand {List(left)} ({Format(leftOutTotal)})");
        }

        return change.Proven
            ? new($"最小的改变：{string.Join("；或", zh)}", $"The smallest change: {string.Join("; or ", en)}")
            : new(
                $"可行的改变（未证明最小）：{string.Join("；或", zh)}",
                $"A change that suffices, not proven the smallest: {string.Join("; or ", en)}"
            );
    }

    private static string Format(decimal amount) => amount.ToString("#,0.######", CultureInfo.InvariantCulture);

    // A long list shows its first positions and how many there are.
    private static string List(IReadOnlyList<int> positions) =>
        positions.Count <= MostPositionsListed
            ? string.Join(", ", positions)
            : $"{string.Join(", ", positions.Take(MostPositionsListed))} … ({positions.Count})";
}
