using Longlin.Geo.Crs;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>PROJ in PostGIS. Its connection is its own, so that a place that PROJ cannot convert spoils no
/// transaction.</summary>
internal sealed class ProjTransform(Database database) : IProjConversion, IDisposable
{
    private NpgsqlConnection? _connection;

    /// <inheritdoc />
    public IReadOnlyList<ConvertedPlace>? Convert(SpatialReference from, double[] x, double[] y)
    {
        _connection ??= database.Source.OpenConnection();
        ConvertedPlace[] places = new ConvertedPlace[x.Length];
        Array.Fill(places, new(double.NaN, double.NaN, double.NaN, double.NaN));
        return Fill(from, x, y, 0, x.Length, places) ? places : null;
    }

    public void Dispose() => _connection?.Dispose();

    // One place that PROJ refuses fails the statement: halves are tried until it stands alone.
    private bool Fill(SpatialReference from, double[] x, double[] y, int start, int end, ConvertedPlace[] places)
    {
        if (start == end)
            return true;
        try
        {
            Ask(from, x[start..end], y[start..end], places.AsSpan(start..end));
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InternalError)
        {
            if (e.MessageText.Contains("could not parse", StringComparison.Ordinal))
                return false;
            if (end - start == 1)
                return true;
            var middle = (start + end) / 2;
            return Fill(from, x, y, start, middle, places) && Fill(from, x, y, middle, end, places);
        }
    }

    private void Ask(SpatialReference from, double[] x, double[] y, Span<ConvertedPlace> places)
    {
        using NpgsqlCommand command = new(SqlFile.Text("Store.transform_places"), _connection) { CommandTimeout = 0 };
        command.Parameters.Add(new("x", x));
        command.Parameters.Add(new("y", y));
        command.Parameters.Add(new("system", from.Proj!));
        command.Parameters.Add(new("base", from.ProjBase ?? ""));
        using var reader = command.ExecuteReader();
        for (var i = 0; reader.Read(); i++)
            places[i] = new(Degrees("lon"), Degrees("lat"), Degrees("base_lon"), Degrees("base_lat"));

        double Degrees(string column) => reader.FindValue<double>(column) ?? double.NaN;
    }
}
