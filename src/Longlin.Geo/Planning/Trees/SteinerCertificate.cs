using System.Globalization;
using System.Text;

namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Writes the proof of a solution as JSON lines that <c>tests/steiner_check.py</c> adds up again. Nodes are numbered
/// from 1, as in the graph's file.
/// </summary>
/// <remarks>
/// First <c>{"objective", "bound", "tree": [[u,v],…]}</c>. Then stages: <c>{"root": r}</c> and its cuts
/// <c>{"terminal": t, "value": y, "add": [node,…]}</c>; a cut holds what was added to the cuts of its terminal in this
/// stage so far. In each stage the values of the cuts that an arc enters are at most its weight, on the edges that are
/// left. Edges that would make a tree cost at least the objective, by the stage's sum and what it leaves over on the
/// way to them, are left out of the next stages. The bound is the largest sum, or the objective where the edges left
/// do not join the terminals any more.
/// </remarks>
public static class SteinerCertificate
{
    /// <summary>Writes the certificate of a solution that has a tree.</summary>
    public static async Task WriteAsync(
        TextWriter text,
        SteinerGraph graph,
        SteinerSolution solution,
        CancellationToken cancellationToken
    )
    {
        var tree = string.Join(
            ',',
            solution.Edges.Select(e =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{graph.Heads[(2 * e) + 1] + 1},{graph.Heads[2 * e] + 1}]"
                )
            )
        );
        StringBuilder line = new();
        line.Append(
            CultureInfo.InvariantCulture,
            $"{{\"objective\":{solution.Objective},\"bound\":{solution.Bound},\"tree\":[{tree}]}}\n"
        );
        foreach (var (packing, nodes) in solution.Proof)
        {
            line.Append(CultureInfo.InvariantCulture, $"{{\"root\":{nodes[packing.Root] + 1}}}\n");
            foreach (var cut in packing.Cuts)
            {
                line.Append(
                    CultureInfo.InvariantCulture,
                    $"{{\"terminal\":{nodes[cut.Terminal] + 1},\"value\":{cut.Value},\"add\":["
                );
                foreach (var node in packing.Added(cut))
                    line.Append(CultureInfo.InvariantCulture, $"{nodes[node] + 1},");
                if (cut.Count > 0)
                    line.Length--;
                line.Append("]}\n");
                await text.WriteAsync(line, cancellationToken);
                line.Clear();
            }
        }

        await text.WriteAsync(line, cancellationToken);
    }
}
