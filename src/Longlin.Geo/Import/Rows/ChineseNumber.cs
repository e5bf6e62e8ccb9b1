namespace Longlin.Geo.Import.Rows;

/// <summary>Counts written in Chinese numerals: 三十二, 一百零五, 两千三百, 一万二千, also the formal 叁拾贰.</summary>
public static class ChineseNumber
{
    private static readonly Dictionary<char, int> Digits = new()
    {
        ['零'] = 0,
        ['〇'] = 0,
        ['一'] = 1,
        ['壹'] = 1,
        ['二'] = 2,
        ['贰'] = 2,
        ['两'] = 2,
        ['三'] = 3,
        ['叁'] = 3,
        ['四'] = 4,
        ['肆'] = 4,
        ['五'] = 5,
        ['伍'] = 5,
        ['六'] = 6,
        ['陆'] = 6,
        ['七'] = 7,
        ['柒'] = 7,
        ['八'] = 8,
        ['捌'] = 8,
        ['九'] = 9,
        ['玖'] = 9,
    };

    private static readonly Dictionary<char, int> Powers = new()
    {
        ['十'] = 10,
        ['拾'] = 10,
        ['百'] = 100,
        ['佰'] = 100,
        ['千'] = 1000,
        ['仟'] = 1000,
    };

    /// <summary>Reads a number below 100 million.</summary>
    public static bool TryParse(string text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 20 || text.Any(c => !Digits.ContainsKey(c) && !Powers.ContainsKey(c) && c != '万'))
            return false;
        var (total, section, digit, lastPower) = (0, 0, -1, int.MaxValue);
        foreach (var c in text)
        {
            if (Digits.TryGetValue(c, out var value))
            {
                if (digit > 0)
                    return false; // two digits in a row are no number
                digit = value;
            }
            else if (Powers.TryGetValue(c, out var power))
            {
                if (power >= lastPower)
                    return false;
                section += (digit < 0 && power == 10 && section == 0 ? 1 : Math.Max(0, digit)) * power;
                (digit, lastPower) = (-1, power);
            }
            else
            {
                if (total > 0)
                    return false;
                total = (section + Math.Max(0, digit)) * 10_000;
                (section, digit, lastPower) = (0, -1, int.MaxValue);
            }
        }

        number = total + section + Math.Max(0, digit);
        return true;
    }
}
