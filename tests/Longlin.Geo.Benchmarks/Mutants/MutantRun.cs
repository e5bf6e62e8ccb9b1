using System.Diagnostics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// Changes the library in small random ways and counts how many of the changes the tests notice. Works on a copy of
/// the repository; the tests must be built (<c>dotnet build</c>).
/// </summary>
/// <param name="Seed">Chooses the mutants.</param>
/// <param name="Count">How many that compile.</param>
/// <param name="Rooms">The folders of the library they come from.</param>
/// <param name="WithPostGis">Whether what the fast suite did not notice goes to test classes with PostGIS.</param>
/// <param name="PostGis">Those classes; null: the ones that use the mutant's room.</param>
/// <param name="Near">Whether the fast suite runs only the tests of the mutant's room: quicker, and the score is a
/// lower bound.</param>
/// <param name="Only">Numbers of the draw to run; empty: all.</param>
internal sealed record MutantRun(
    int Seed,
    int Count,
    string[] Rooms,
    bool WithPostGis,
    string[]? PostGis,
    bool Near,
    int[] Only
)
{
    public static string[] AllRooms { get; } =
    ["Network", "Coverage", "Rules", "Import", "Relocation", "Model", "Planning", "Assignment", "Land", "Crs"];

    /// <summary>Draws, runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("longlin-mutants-").FullName;
        try
        {
            var library = MutantLibrary.Create(root);
            var fast = MutantSuite.Create(ProjectRoot.Find(), library.Root, "Longlin.Geo.Tests");
            var postGis = WithPostGis
                ? new PostGisClasses(
                    MutantSuite.Create(ProjectRoot.Find(), library.Root, "Longlin.Geo.PostGis.Tests"),
                    PostGis
                )
                : null;
            await ScoreAsync(library, fast, postGis);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private async Task ScoreAsync(MutantLibrary library, MutantSuite fast, PostGisClasses? postGis)
    {
        var all = library.Mutants(Rooms).ToArray();
        new Random(Seed).Shuffle(all);
        SortedDictionary<string, Score> scores = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var mutant in all)
        {
            if (number == Count)
                break;
            var (before, after) = Mutator.Show(mutant, library.Text(mutant.Path));
            var title = $"{library.Name(mutant.Path)}:{mutant.Line}  {mutant.Operator}: {before}  →  {after}";
            if (library.Write(mutant, fast.Library) is not null)
            {
                Console.WriteLine($"   -  did not compile  {title}");
                continue;
            }

            number++;
            if (Only.Length > 0 && !Only.Contains(number))
                continue;
            var watch = Stopwatch.StartNew();
            var room = library.Room(mutant.Path);
            var byFast = await NoticedAsync(library, mutant, room, fast);
            var byPostGis =
                byFast is null && postGis is not null ? await postGis.RunAsync(library, mutant, room) : null;
            scores[room] = scores.GetValueOrDefault(room).Add(byFast is not null, byPostGis is not null);
            var outcome =
                byFast is not null ? $"noticed by {byFast}"
                : byPostGis is not null ? $"noticed with PostGIS by {byPostGis}"
                : "SURVIVED";
            Console.WriteLine($"{number, 4}  {outcome}  {title}  ({watch.Elapsed.TotalSeconds:F0} s)");
        }

        foreach (var (room, score) in scores)
            Console.WriteLine($"{room}: {score.Describe(Near, postGis is not null)}");
        var sum = scores.Values.Aggregate(default(Score), (a, b) => a + b);
        Console.WriteLine($"score: {sum.Describe(Near, postGis is not null)} (seed {Seed})");
    }

    // The room's own tests first: most mutants are noticed there, within seconds.
    private async Task<string?> NoticedAsync(MutantLibrary library, Mutant mutant, string room, MutantSuite fast)
    {
        var own = $"Longlin.Geo.Tests.{room}*";
        var near = await fast.NoticedAsync(library, mutant, "--filter-namespace", own);
        return near is null && !Near ? await fast.NoticedAsync(library, mutant, "--filter-not-namespace", own) : near;
    }

    // How many mutants there were, and who noticed them.
    private readonly record struct Score(int Fast, int PostGis, int Total)
    {
        public static Score operator +(Score a, Score b) =>
            new(a.Fast + b.Fast, a.PostGis + b.PostGis, a.Total + b.Total);

        public Score Add(bool byFast, bool byPostGis) => this + new Score(byFast ? 1 : 0, byPostGis ? 1 : 0, 1);

        public string Describe(bool near, bool withPostGis) =>
            $"{(near ? "tests of the room" : "fast suite")} {Share(Fast)}"
            + (withPostGis ? $", with PostGIS {Share(Fast + PostGis)}" : "");

        private string Share(int noticed) => $"{noticed} of {Total} ({100.0 * noticed / Math.Max(1, Total):F0} %)";
    }
}
