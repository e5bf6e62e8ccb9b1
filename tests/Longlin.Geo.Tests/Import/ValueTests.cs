using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Import;

/// <summary>What becomes of a value of a file: for each type of column what is taken and what is refused.</summary>
public class ValueTests
{
    private static readonly object? Refused = new();

    /// <summary>The type, what the file says, and the value; <see cref="Refused"/> where it is not taken.</summary>
    public static IEnumerable<(ColumnType Type, object? Raw, object? Value)> Cases() =>
        [
            (ColumnType.Text, null, null),
            (ColumnType.Text, DBNull.Value, null),
            (ColumnType.Text, " 　 ", null),
            (ColumnType.Text, " 上寨 ", "上寨"),
            (ColumnType.Text, "a\0b", Refused),
            // The mark before a formula is taken off, any other apostrophe stays.
            (ColumnType.Text, "'=1+1", "=1+1"),
            (ColumnType.Text, "'+86", "+86"),
            (ColumnType.Text, "'-5", "-5"),
            (ColumnType.Text, "'@x", "@x"),
            (ColumnType.Text, "'x=", "'x="),
            (ColumnType.Text, "x=-", "x=-"),
            (ColumnType.Text, "'", "'"),
            (ColumnType.Text, "'-", "-"),
            // Full-width letters, digits and blanks; Chinese punctuation stays.
            (ColumnType.Text, "０９ＡＺａｚ", "09AZaz"),
            (ColumnType.Text, "Ｚ", "Z"),
            (ColumnType.Text, "９", "9"),
            (ColumnType.Text, "０", "0"),
            (ColumnType.Text, "Ａ", "A"),
            (ColumnType.Text, "ａ", "a"),
            (ColumnType.Text, "ｚ", "z"),
            (ColumnType.Text, "甲　乙", "甲 乙"),
            (ColumnType.Text, "１！～－．％", "1!~-.%"),
            (ColumnType.Text, "－", "-"),
            (ColumnType.Text, "．", "."),
            (ColumnType.Text, "％", "%"),
            (ColumnType.Text, "１，；：（）甲", "1，；：（）甲"),
            // Counts between 1 and 10, as each kind of file gives them.
            (ColumnType.Integer, 1L, 1),
            (ColumnType.Integer, 10L, 10),
            (ColumnType.Integer, 7L, 7),
            (ColumnType.Integer, 0L, Refused),
            (ColumnType.Integer, 11L, Refused),
            (ColumnType.Integer, (1L << 32) + 5, Refused),
            (ColumnType.Integer, 1.0, 1),
            (ColumnType.Integer, 10.0, 10),
            (ColumnType.Integer, 10.5, Refused),
            (ColumnType.Integer, "1", 1),
            (ColumnType.Integer, "10", 10),
            (ColumnType.Integer, "0", Refused),
            (ColumnType.Integer, "11", Refused),
            (ColumnType.Integer, "7.0", 7),
            (ColumnType.Integer, "7.5", Refused),
            (ColumnType.Integer, "0.0", Refused),
            (ColumnType.Integer, "11.0", Refused),
            (ColumnType.Integer, "八", 8),
            (ColumnType.Integer, "十", 10),
            (ColumnType.Integer, "十一", Refused),
            (ColumnType.Integer, "零", Refused),
            (ColumnType.Integer, "约八", Refused),
            (ColumnType.Number, 1L, 1.0),
            (ColumnType.Number, "2.5", 2.5),
            (ColumnType.Number, "1", 1.0),
            (ColumnType.Number, "10", 10.0),
            (ColumnType.Number, "0.99", Refused),
            (ColumnType.Number, "10.01", Refused),
            (ColumnType.Number, "NaN", Refused),
            (ColumnType.Number, "1e400", Refused),
            (ColumnType.Number, "many", Refused),
            (ColumnType.Money, "2.5", 2.5m),
            (ColumnType.Money, "0.99", Refused),
            (ColumnType.Money, "much", Refused),
            (ColumnType.Boolean, "是", true),
            (ColumnType.Boolean, "有", true),
            (ColumnType.Boolean, "TRUE", true),
            (ColumnType.Boolean, "yes", true),
            (ColumnType.Boolean, "Y", true),
            (ColumnType.Boolean, 1L, true),
            (ColumnType.Boolean, "t", true),
            (ColumnType.Boolean, "否", false),
            (ColumnType.Boolean, "无", false),
            (ColumnType.Boolean, "False", false),
            (ColumnType.Boolean, "no", false),
            (ColumnType.Boolean, "n", false),
            (ColumnType.Boolean, 0L, false),
            (ColumnType.Boolean, "f", false),
            (ColumnType.Boolean, "也许", Refused),
            (ColumnType.Date, "2018-06-01", new DateOnly(2018, 6, 1)),
            (ColumnType.Date, "2018-6-15", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018/6/15", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018.6.15", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018年6月15日", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "20180615", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018-6", new DateOnly(2018, 6, 1)),
            (ColumnType.Date, "2018年", new DateOnly(2018, 1, 1)),
            (ColumnType.Date, "2018-6-15T7:08:09", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018-6-15 17:08:09", new DateOnly(2018, 6, 15)),
            (ColumnType.Date, new DateTime(2018, 6, 15, 17, 8, 9), new DateOnly(2018, 6, 15)),
            (ColumnType.Date, "2018-13-01", Refused),
            (ColumnType.Date, "June", Refused),
            // A spreadsheet's day number, where it can be one.
            (ColumnType.Date, 10_000.0, new DateOnly(1927, 5, 18)),
            (ColumnType.Date, 79_999.5, new DateOnly(2119, 1, 10)),
            (ColumnType.Date, 9_999.0, Refused),
            (ColumnType.Date, 80_000.0, Refused),
            (ColumnType.Number, 20_000.0, Refused),
            // A moment without an offset is Beijing time; the store has UTC, to a microsecond.
            (ColumnType.Timestamp, "2018-06-01 08:30", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018-6-1 8:30:15", Utc(2018, 6, 1, 0, 30, 15)),
            (ColumnType.Timestamp, "2018/6/1 8:30", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018年6月1日8时30分", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018年6月1日 8:30", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01T08:30", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01T08:30:00Z", Utc(2018, 6, 1, 8, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01T08:30Z", Utc(2018, 6, 1, 8, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01T08:30:00+02:00", Utc(2018, 6, 1, 6, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01 08:30:00+08", Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, "2018-06-01T00:00:00.1234567Z", Utc(2018, 6, 1, 0, 0, 0).AddMicroseconds(123_456)),
            (ColumnType.Timestamp, new DateTime(2018, 6, 1, 8, 30, 0), Utc(2018, 6, 1, 0, 30, 0)),
            (ColumnType.Timestamp, Utc(2018, 6, 1, 8, 30, 0), Utc(2018, 6, 1, 8, 30, 0)),
            (ColumnType.Timestamp, 43_252.5, Utc(2018, 6, 1, 4, 0, 0)),
            (ColumnType.Timestamp, 9_999.0, Refused),
            (ColumnType.Timestamp, "2018-06-01", Refused),
            (ColumnType.Timestamp, "2018-06-01 25:00", Refused),
            (ColumnType.Timestamp, "2018-02-29 08:30", Refused),
            (ColumnType.Timestamp, "0001-01-01 07:59", Refused),
            (ColumnType.Timestamp, "昨天", Refused),
            (ColumnType.Texts, "a, b，c;d；e、、f", new[] { "a", "b", "c", "d", "e", "f" }),
        ];

    private static DateTime Utc(int year, int month, int day, int hour, int minute, int second) =>
        new(year, month, day, hour, minute, second, DateTimeKind.Utc);

    [Fact]
    public void A_moment_is_written_in_UTC_and_shown_by_the_county_s_clock()
    {
        var moment = Utc(2018, 5, 31, 22, 30, 0);
        Assert.Equal("2018-05-31T22:30:00Z", MomentText.Iso(moment));
        Assert.Equal("2018-05-31T22:30:00.5Z", MomentText.Iso(moment.AddMilliseconds(500)));
        Assert.Equal(new DateTime(2018, 6, 1, 6, 30, 0), MomentText.ToCountyClock(moment));
        Assert.Equal(moment, MomentText.FromCountyClock(MomentText.ToCountyClock(moment)));
        Assert.Equal(DateTimeKind.Utc, MomentText.Parse("2018-06-01 06:30")!.Value.Kind);
    }

    [Fact]
    public void Each_type_of_column_takes_its_values_and_refuses_others_with_a_reason()
    {
        foreach (var (type, raw, value) in Cases())
        {
            ColumnDescription column = new()
            {
                Name = "x",
                Type = type,
                Title = new("某", "x"),
                Min = 1,
                Max = 10,
            };
            var parsed = ValueParser.Parse(column, raw, out var reason);
            var refused = ReferenceEquals(value, Refused);
            Assert.True((reason is not null) == refused, $"{type} {raw}: {reason?.En}");
            Assert.Equal(refused ? null : value, parsed);
            if (refused && raw is string text && !text.Contains('\0', StringComparison.Ordinal))
                Assert.Contains("\"", reason!.Zh, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ColumnType.Integer, "2147483647", true)]
    [InlineData(ColumnType.Integer, "2147483647.0", true)]
    [InlineData(ColumnType.Integer, "2147483648", false)]
    [InlineData(ColumnType.Integer, "-2147483648", true)]
    [InlineData(ColumnType.Integer, "-2147483649", false)]
    [InlineData(ColumnType.Integer, "一万二千", true)]
    [InlineData(ColumnType.Money, "999999999999999", true)]
    [InlineData(ColumnType.Money, "1000000000000000", false)]
    [InlineData(ColumnType.Money, "-999999999999999", true)]
    [InlineData(ColumnType.Money, "-1000000000000000", false)]
    [InlineData(ColumnType.Number, "1e300", true)]
    public void Without_limits_of_its_own_a_number_must_fit_what_stores_it(ColumnType type, string text, bool taken)
    {
        ColumnDescription column = new()
        {
            Name = "x",
            Type = type,
            Title = new("某", "x"),
        };
        Assert.Equal(taken, ValueParser.Parse(column, text, out var reason) is not null);
        Assert.Equal(taken, reason is null);
    }

    [Fact]
    public void Every_count_below_one_hundred_thousand_is_read_in_Chinese()
    {
        for (var number = 0; number < 100_000; number += number < 1200 ? 1 : 37)
        {
            Assert.True(ChineseNumber.TryParse(InChinese(number), out var read), InChinese(number));
            Assert.Equal(number, read);
        }
    }

    [Theory]
    [InlineData("一万万")]
    [InlineData("百千")]
    [InlineData("十十")]
    [InlineData("一二")]
    [InlineData("三十户")]
    [InlineData("零零零零零零零零零零零零零零零零零零零零零")]
    public void A_numeral_that_is_put_together_wrongly_is_refused(string text) =>
        Assert.False(ChineseNumber.TryParse(text, out _));

    private static string InChinese(int number)
    {
        const string digits = "零一二三四五六七八九";
        if (number >= 10_000)
            return $"{InChinese(number / 10_000)}万{(number % 10_000 is > 0 and var rest ? InChinese(rest) : "")}";
        if (number < 10)
            return $"{digits[number]}";
        var text = "";
        foreach (var (power, word) in ((int, char)[])[(1000, '千'), (100, '百'), (10, '十')])
        {
            if (number / power is > 0 and var digit)
                text += digit == 1 && power == 10 && text.Length == 0 ? "十" : $"{digits[digit]}{word}";
            number %= power;
        }

        return number == 0 ? text : $"{text}{(text.EndsWith('十') ? "" : "零")}{digits[number]}";
    }
}
