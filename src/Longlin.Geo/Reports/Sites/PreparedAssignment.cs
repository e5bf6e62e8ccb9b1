namespace Longlin.Geo.Reports.Sites;

/// <summary>A question that was read and found sound, ready to be solved.</summary>
public sealed class PreparedAssignment
{
    private readonly Func<CancellationToken, Task<AssignmentDocument>> _work;

    internal PreparedAssignment(Func<CancellationToken, Task<AssignmentDocument>> work) => _work = work;

    /// <summary>Measures the ways and solves; takes up to the time limit.</summary>
    public Task<AssignmentDocument> SolveAsync(CancellationToken cancellationToken) => _work(cancellationToken);
}
