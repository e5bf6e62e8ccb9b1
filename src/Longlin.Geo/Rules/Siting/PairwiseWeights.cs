namespace Longlin.Geo.Rules.Siting;

/// <summary>
/// Weights from pairwise comparisons: T. L. Saaty, "The Analytic Hierarchy Process", McGraw-Hill 1980.
/// </summary>
/// <param name="Weights">The principal eigenvector, summing to 1, in the order of the matrix.</param>
/// <param name="LargestEigenvalue">At least the size of the matrix; equal to it where nothing contradicts.</param>
/// <param name="ConsistencyRatio">(λ − n) / (n − 1) over the mean of random matrices of that size; 0 where nothing
/// contradicts, below 0.1 by Saaty's rule.</param>
public sealed record PairwiseWeights(IReadOnlyList<double> Weights, double LargestEigenvalue, double ConsistencyRatio)
{
    /// <summary>The largest matrix for which Saaty gives an index.</summary>
    public const int MostFactors = 15;

    // Saaty 1980, table of random indices, for 1 to 15 factors.
    private static readonly double[] RandomIndex =
    [
        0,
        0,
        0.58,
        0.90,
        1.12,
        1.24,
        1.32,
        1.41,
        1.45,
        1.49,
        1.51,
        1.48,
        1.56,
        1.57,
        1.59,
    ];

    /// <summary>Solves a reciprocal matrix by power iteration.</summary>
    /// <param name="matrix"><c>matrix[i][j]</c>: how many times as important i is as j; <c>matrix[j][i]</c> is its
    /// reciprocal.</param>
    /// <exception cref="ArgumentException">It is empty, larger than 15, not square, not positive or not
    /// reciprocal.</exception>
    public static PairwiseWeights Compute(double[][] matrix)
    {
        var n = matrix.Length;
        if (n is 0 or > MostFactors)
            throw new ArgumentException($"{n} factors; 1 to {MostFactors} can be compared.", nameof(matrix));
        for (var i = 0; i < n; i++)
        {
            if (matrix[i].Length != n)
                throw new ArgumentException("The matrix is not square.", nameof(matrix));
            for (var j = 0; j < n; j++)
                if (
                    !(matrix[i][j] > 0)
                    || !double.IsFinite(matrix[i][j])
                    || Math.Abs(matrix[i][j] * matrix[j][i] - 1) > 1e-9
                )
                    throw new ArgumentException(
                        $"Comparison {i}, {j} is not the reciprocal of {j}, {i}.",
                        nameof(matrix)
                    );
        }

        // A positive matrix has one largest eigenvalue, and its vector is positive (Perron): the iteration converges to
        // it from anywhere.
        var weights = new double[n];
        Array.Fill(weights, 1.0 / n);
        var largest = (double)n;
        for (var round = 0; round < 1000; round++)
        {
            var next = Array.ConvertAll(matrix, row => row.Zip(weights, (a, w) => a * w).Sum());
            largest = next.Sum();
            for (var i = 0; i < n; i++)
                next[i] /= largest;
            var moved = next.Zip(weights, (a, b) => Math.Abs(a - b)).Max();
            weights = next;
            if (moved < 1e-15)
                break;
        }

        return new(weights, largest, n < 3 ? 0 : Math.Max(0, (largest - n) / (n - 1) / RandomIndex[n - 1]));
    }
}
