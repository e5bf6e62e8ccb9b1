namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What the reference says of all operations.</summary>
internal static class OperationTexts
{
    /// <summary>The texts by method and path; a test fails where an operation has none.</summary>
    public static IReadOnlyDictionary<string, OperationText> All { get; } =
        new Dictionary<string, OperationText>([
            .. QuestionOperations.All,
            .. RelocationOperations.All,
            .. ServiceOperations.All,
            .. OgcOperations.All,
        ]);
}
