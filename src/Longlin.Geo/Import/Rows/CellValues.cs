using System.Globalization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>A cell of a workbook that has no value: an error, or a formula whose result was not stored.</summary>
/// <param name="Shown">What the cell shows.</param>
/// <param name="Reason">What is wrong, with the cell named.</param>
internal sealed record CellFault(string Shown, Bilingual Reason)
{
    public override string ToString() => Shown;
}

/// <summary>One of the cells that a workbook merged into one: the value stands for all of them.</summary>
/// <param name="Value">The value.</param>
/// <param name="Range">The cells, such as C3:C5.</param>
internal sealed record MergedCell(object Value, string Range)
{
    /// <summary>Why a number of such a cell is refused.</summary>
    public Bilingual Reason =>
        new(
            $"{Range} 是合并单元格：一个数对应几格，请取消合并并逐行填写",
            $"{Range} is merged: one value for several cells; unmerge them and fill in every row"
        );

    public override string ToString() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>A number of a workbook that its cell shows as something else.</summary>
/// <param name="Value">As it is stored.</param>
/// <param name="IsPercent">Whether the cell shows it as a percentage.</param>
/// <param name="From1904">Whether the workbook counts its days from 1904.</param>
internal sealed record CellNumber(double Value, bool IsPercent, bool From1904)
{
    // Days from 1899-12-30, where Excel counts from, to 1904-01-01.
    private const int Days1904 = 1462;

    /// <summary>The number as a count of days in the usual reckoning.</summary>
    public double Day => From1904 ? Value + Days1904 : Value;

    public override string ToString() =>
        IsPercent
            ? (Value * 100).ToString("0.##########", CultureInfo.InvariantCulture) + "%"
            : Value.ToString(CultureInfo.InvariantCulture);
}
