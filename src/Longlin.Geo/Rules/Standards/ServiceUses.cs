namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// Which network services the fixed questions are about: what counts as a hardened road, whose gaps the power options
/// answer, and so on.
/// </summary>
/// <param name="Default">The service where a question names none.</param>
/// <param name="HardenedRoad">Whose link condition says which surfaces are hardened; works of kind harden bring it.</param>
/// <param name="PassableRoad">Whose links count in the Rural Access Index.</param>
/// <param name="Power">Of transformers and of the choice between grid and off-grid power.</param>
/// <param name="PipedWater">Whose reach decides which households a small water work serves.</param>
/// <param name="Broadband">Whose fibre the extension question asks for.</param>
public sealed record ServiceUses(
    string Default,
    string HardenedRoad,
    string PassableRoad,
    string Power,
    string PipedWater,
    string Broadband
)
{
    /// <summary>All of them, by their member's name in the file.</summary>
    public IEnumerable<(string Use, string Service)> Pairs() =>
        [
            ("default", Default),
            ("hardenedRoad", HardenedRoad),
            ("passableRoad", PassableRoad),
            ("power", Power),
            ("pipedWater", PipedWater),
            ("broadband", Broadband),
        ];
}
