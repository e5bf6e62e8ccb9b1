namespace Longlin.Geo.Model;

/// <summary>
/// Days from <paramref name="From"/> until the day before <paramref name="To"/>, as day numbers
/// (<see cref="DateOnly.DayNumber"/>).
/// </summary>
/// <param name="From"><see cref="int.MinValue"/> means no start.</param>
/// <param name="To"><see cref="int.MaxValue"/> means no end.</param>
public readonly record struct DateSpan(int From, int To);

/// <summary>A set of days: sorted spans that neither overlap nor touch. Immutable, compared by value.</summary>
public sealed class DateSet : IEquatable<DateSet>
{
    /// <summary>No day.</summary>
    public static readonly DateSet Empty = new([]);

    /// <summary>Every day.</summary>
    public static readonly DateSet Always = new([new DateSpan(int.MinValue, int.MaxValue)]);

    private readonly DateSpan[] _spans;

    private DateSet(DateSpan[] spans) => _spans = spans;

    /// <summary>The spans, ascending.</summary>
    public ReadOnlySpan<DateSpan> Spans => _spans;

    /// <summary>Whether no day is in it.</summary>
    public bool IsEmpty => _spans.Length == 0;

    /// <summary>The first day; <see cref="int.MaxValue"/> when empty.</summary>
    public int EarliestFrom => IsEmpty ? int.MaxValue : _spans[0].From;

    /// <summary>The end of the last span; <see cref="int.MinValue"/> when empty.</summary>
    public int LatestTo => IsEmpty ? int.MinValue : _spans[^1].To;

    /// <summary>The days from <paramref name="from"/> until the day before <paramref name="to"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is empty.</exception>
    public static DateSet Between(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        return new DateSet([new DateSpan(from, to)]);
    }

    /// <summary>The union of spans in any order; empty spans are left out.</summary>
    public static DateSet FromSpans(IEnumerable<DateSpan> spans)
    {
        var sorted = spans.Where(s => s.From < s.To).ToArray();
        if (sorted.Length == 0)
            return Empty;
        Array.Sort(sorted, static (a, b) => a.From.CompareTo(b.From));
        var count = 0;
        foreach (var span in sorted)
        {
            if (count > 0 && span.From <= sorted[count - 1].To)
                sorted[count - 1] = new DateSpan(sorted[count - 1].From, Math.Max(sorted[count - 1].To, span.To));
            else
                sorted[count++] = span;
        }

        return new DateSet(sorted[..count]);
    }

    /// <summary>Whether a day is in it.</summary>
    public bool Contains(int day)
    {
        foreach (var span in _spans)
        {
            if (day < span.From)
                return false;
            if (day < span.To)
                return true;
        }

        return false;
    }

    /// <summary>Days in one or the other.</summary>
    public DateSet Union(DateSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other) || Holds(other))
            return this;
        if (IsEmpty || other.Holds(this))
            return other;
        var (a, b) = (_spans, other._spans);
        var all = new DateSpan[a.Length + b.Length];
        var count = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length; )
        {
            var span = j == b.Length || (i < a.Length && a[i].From <= b[j].From) ? a[i++] : b[j++];
            if (count > 0 && span.From <= all[count - 1].To)
                all[count - 1] = new DateSpan(all[count - 1].From, Math.Max(all[count - 1].To, span.To));
            else
                all[count++] = span;
        }

        return new DateSet(count == all.Length ? all : all[..count]);
    }

    /// <summary>Days in both.</summary>
    public DateSet Intersect(DateSet other)
    {
        if (IsEmpty || ReferenceEquals(this, other) || other.Holds(this))
            return this;
        if (other.IsEmpty || Holds(other))
            return other;
        var common = new DateSpan[_spans.Length + other._spans.Length];
        var count = 0;
        for (int i = 0, j = 0; i < _spans.Length && j < other._spans.Length; )
        {
            var from = Math.Max(_spans[i].From, other._spans[j].From);
            var to = Math.Min(_spans[i].To, other._spans[j].To);
            if (from < to)
                common[count++] = new DateSpan(from, to);
            if (_spans[i].To < other._spans[j].To)
                i++;
            else
                j++;
        }

        return count == 0 ? Empty : new DateSet(common[..count]);
    }

    /// <summary>Days in this and not in the other.</summary>
    public DateSet Except(DateSet other)
    {
        if (IsEmpty || other.IsEmpty || other.LatestTo <= EarliestFrom || other.EarliestFrom >= LatestTo)
            return this;
        if (other.Holds(this))
            return Empty;
        var rest = new DateSpan[_spans.Length + other._spans.Length];
        var (count, j) = (0, 0);
        foreach (var (start, to) in _spans)
        {
            var from = start;
            while (j < other._spans.Length && other._spans[j].To <= from)
                j++;
            for (var k = j; k < other._spans.Length && other._spans[k].From < to; k++)
            {
                if (from < other._spans[k].From)
                    rest[count++] = new DateSpan(from, other._spans[k].From);
                from = other._spans[k].To;
            }

            if (from < to)
                rest[count++] = new DateSpan(from, to);
        }

        return count == 0 ? Empty : new DateSet(count == rest.Length ? rest : rest[..count]);
    }

    /// <inheritdoc/>
    public bool Equals(DateSet? other) => other is not null && _spans.AsSpan().SequenceEqual(other._spans);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DateSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var span in _spans)
            hash.Add(span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _spans.Select(s => $"[{s.From},{s.To})"));

    // Whether the other lies within one span of this: the common case, which needs no new set.
    private bool Holds(DateSet other)
    {
        foreach (var span in _spans)
        {
            if (span.From > other._spans[0].From)
                return false;
            if (span.To >= other._spans[^1].To)
                return true;
        }

        return false;
    }
}
