namespace Longlin.Geo.Demo;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine and every version of
/// .NET.
/// </summary>
internal sealed class DemoRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>Bits that look random, the same for the same number.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * Unit();

    public int Below(int count) => (int)(Next() % (ulong)count);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>A day from the first of January of one year to the last day of another.</summary>
    public DateOnly Day(int firstYear, int lastYear)
    {
        DateOnly first = new(firstYear, 1, 1);
        return first.AddDays(Below(new DateOnly(lastYear, 12, 31).DayNumber - first.DayNumber + 1));
    }

    /// <summary>
    /// A sum of uniform numbers: near to a normal distribution of mean 0 and deviation 1, without logarithms.
    /// </summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += Unit();
        return sum;
    }
}
