using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Assignment;

/// <summary>
/// Demands and the sites that may serve them: the input of <see cref="SiteAssignment"/>. Demands and sites are named by
/// their position, from 0.
/// </summary>
public sealed record AssignmentTable
{
    /// <summary>
    /// The largest absolute value accepted: above it a total no longer fits the integers in which the solver counts.
    /// </summary>
    public const double MaxMagnitude = 1e12;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new CostConverter() },
    };

    /// <summary>How much room each demand takes (households, persons …), at least 0.</summary>
    public required double[] Demand { get; init; }

    /// <summary>
    /// How much room each site has, in the unit of the demands, at least 0; a site of 0 takes only demands of 0.
    /// </summary>
    public required double[] Capacity { get; init; }

    /// <summary>What opening each site costs; counted once for every site that has a demand assigned.</summary>
    public required double[] OpeningCost { get; init; }

    /// <summary>
    /// <c>Cost[i][j]</c>: what serving all of demand i from site j costs, in the unit of <see cref="OpeningCost"/>;
    /// positive infinity (<c>null</c> in JSON) where i must not go to j.
    /// </summary>
    public required double[][] Cost { get; init; }

    /// <summary>
    /// Demands that go to one site together (a village that wants to stay together); groups that share a demand count
    /// as one group.
    /// </summary>
    public IReadOnlyList<int[]> Groups { get; init; } = [];

    /// <summary>Further forbidden pairs, demand and site.</summary>
    public IReadOnlyList<int[]> Forbidden { get; init; } = [];

    /// <summary>Reads a table from JSON and checks it.</summary>
    /// <exception cref="UsageException">The text is not such a table; the message names the field, the position
    /// and what to do.</exception>
    public static async Task<AssignmentTable> ReadAsync(Stream json, CancellationToken cancellationToken)
    {
        try
        {
            var table =
                await JsonSerializer.DeserializeAsync<AssignmentTable>(json, Strict, cancellationToken)
                ?? throw new UsageException(
                    new(
                        "应为一个对象 {demand, capacity, openingCost, cost}。",
                        "An object {demand, capacity, openingCost, cost} is expected."
                    )
                );
            table.Check();
            return table;
        }
        catch (JsonException e)
        {
            throw new UsageException(
                new(
                    $"第 {e.LineNumber + 1} 行（{e.Path}）：{e.Message}",
                    $"line {e.LineNumber + 1} ({e.Path}): {e.Message}"
                )
            );
        }
    }

    /// <summary>Checks sizes and numbers.</summary>
    /// <exception cref="UsageException">Something is wrong; the message names the field and the
    /// position.</exception>
    public void Check()
    {
        if (Demand.Length == 0)
            throw Fault("demand", "至少要有一个需求", "at least one demand is needed");
        if (Capacity.Length == 0)
            throw Fault("capacity", "至少要有一个安置点", "at least one site is needed");
        CheckLength("openingCost", OpeningCost.Length, Capacity.Length, "capacity");
        CheckLength("cost", Cost.Length, Demand.Length, "demand");
        for (var i = 0; i < Demand.Length; i++)
            CheckNotNegative($"demand[{i}]", Demand[i]);
        for (var j = 0; j < Capacity.Length; j++)
        {
            CheckNotNegative($"capacity[{j}]", Capacity[j]);
            CheckMagnitude($"openingCost[{j}]", OpeningCost[j]);
        }

        for (var i = 0; i < Cost.Length; i++)
        {
            if (Cost[i] is not { } row)
                throw Fault($"cost[{i}]", "缺少这一行", "this row is missing");
            CheckLength($"cost[{i}]", row.Length, Capacity.Length, "capacity");
            for (var j = 0; j < row.Length; j++)
                if (!double.IsPositiveInfinity(row[j]))
                    CheckMagnitude($"cost[{i}][{j}]", row[j]);
        }

        for (var g = 0; g < Groups.Count; g++)
        {
            if (Groups[g] is null)
                throw Fault($"groups[{g}]", "缺少这一组", "this group is missing");
            for (var k = 0; k < Groups[g].Length; k++)
                CheckPosition($"groups[{g}][{k}]", Groups[g][k], Demand.Length, "demand");
        }

        for (var f = 0; f < Forbidden.Count; f++)
        {
            if (Forbidden[f] is not [_, _])
                throw Fault(
                    $"forbidden[{f}]",
                    "应为 [需求, 安置点] 两个序号",
                    "should be two positions, [demand, site]"
                );
            CheckPosition($"forbidden[{f}][0]", Forbidden[f][0], Demand.Length, "demand");
            CheckPosition($"forbidden[{f}][1]", Forbidden[f][1], Capacity.Length, "capacity");
        }
    }

    private static void CheckLength(string field, int length, int expected, string like)
    {
        if (length != expected)
            throw Fault(
                field,
                $"有 {length} 个值，应与 {like} 一样是 {expected} 个",
                $"has {length} values, should have {expected} as {like} does"
            );
    }

    private static void CheckPosition(string field, int position, int count, string of)
    {
        if (position < 0 || position >= count)
            throw Fault(
                field,
                $"{position} 不是 {of} 的序号（0–{count - 1}）",
                $"{position} is no position in {of} (0–{count - 1})"
            );
    }

    private static void CheckNotNegative(string field, double value)
    {
        CheckMagnitude(field, value);
        if (value < 0)
            throw Fault(field, $"{value} 不应小于 0", $"{value} should not be below 0");
    }

    private static void CheckMagnitude(string field, double value)
    {
        if (double.IsNaN(value))
            throw Fault(field, "不是数字", "is not a number");
        if (Math.Abs(value) > MaxMagnitude)
            throw Fault(
                field,
                $"{value} 太大，绝对值最多 1e12；请换用更大的单位",
                $"{value} is too large, at most 1e12 either way: use a larger unit"
            );
    }

    private static UsageException Fault(string field, string zh, string en) =>
        new(new Bilingual($"{zh}。", $"{en}.").Prefix($"{field}: "));

    // In JSON a forbidden pair has the cost null. A literal such as 1e400 overflows to infinity: it must not be read as
    // a forbidden pair.
    private sealed class CostConverter : JsonConverter<double[][]>
    {
        public override double[][]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            double?[]?[]? rows;
            try
            {
                rows = JsonSerializer.Deserialize<double?[]?[]>(ref reader, options);
            }
            catch (JsonException e)
            {
                throw Fault($"cost{e.Path?.TrimStart('$')}", "应为数字或 null", "should be a number or null");
            }

            if (rows is null)
                return null;
            var read = new double[rows.Length][];
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i] is not { } row)
                    throw Fault($"cost[{i}]", "缺少这一行", "this row is missing");
                read[i] = new double[row.Length];
                for (var j = 0; j < row.Length; j++)
                {
                    read[i][j] = row[j] ?? double.PositiveInfinity;
                    if (row[j] is { } given)
                        CheckMagnitude($"cost[{i}][{j}]", given);
                }
            }

            return read;
        }

        public override void Write(Utf8JsonWriter writer, double[][] value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(
                writer,
                value.Select(r => r.Select(c => double.IsPositiveInfinity(c) ? (double?)null : c)),
                options
            );
    }
}
