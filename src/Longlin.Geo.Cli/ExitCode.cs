namespace Longlin.Geo.Cli;

/// <summary>What a command's exit status means.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Fault = 1;
    public const int Usage = 2;
    public const int RowsRejected = 3;
    public const int Environment = 4;

    /// <summary>As shells report an interrupt.</summary>
    public const int Cancelled = 130;
}
