using System.Data.Common;

namespace Longlin.Geo.Store;

/// <summary>
/// Reads the columns of a row by their names, so that a column may be added to a statement or moved in it. A name that
/// the statement does not have is an <see cref="IndexOutOfRangeException"/>.
/// </summary>
internal static class RowColumns
{
    /// <summary>The value of a column that is never null.</summary>
    public static T Get<T>(this DbDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    /// <summary>The value, or null.</summary>
    public static T? Find<T>(this DbDataReader row, string column)
        where T : class
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetFieldValue<T>(ordinal);
    }

    /// <summary>The value, or null.</summary>
    public static T? FindValue<T>(this DbDataReader row, string column)
        where T : struct
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetFieldValue<T>(ordinal);
    }

    /// <summary>Whether the column has a value.</summary>
    public static bool Has(this DbDataReader row, string column) => !row.IsDBNull(row.GetOrdinal(column));
}
