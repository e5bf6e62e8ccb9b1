namespace Longlin.Geo.Import.Rows;

/// <summary>How far an import has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="BytesRead">Bytes of the file read; null where the format does not tell.</param>
/// <param name="BytesTotal">The file's size.</param>
public sealed record ImportProgress(ImportPhase Phase, long Rows, long? BytesRead, long BytesTotal);

/// <summary>The steps of an import.</summary>
public enum ImportPhase
{
    /// <summary>Rows are read, checked and staged.</summary>
    Reading,

    /// <summary>The staged rows are compared with each other and with what is there.</summary>
    Checking,

    /// <summary>The good rows are merged into the layer.</summary>
    Merging,
}
