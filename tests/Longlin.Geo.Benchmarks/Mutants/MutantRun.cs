using System.Diagnostics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// Changes the library in small random ways and counts how many of the changes the tests notice. Works on a copy of
/// the repository; the tests must be built (<c>dotnet build</c>). A run of tests that does not end counts as noticed.
/// </summary>
/// <param name="Seed">Chooses the mutants.</param>
/// <param name="Count">How many that compile.</param>
/// <param name="Rooms">The folders of the library they come from.</param>
/// <param name="WithPostGis">Whether what the fast suite did not notice goes to test classes with PostGIS.</param>
/// <param name="PostGis">Those classes; null: the ones that use the mutant's room.</param>
/// <param name="Only">Numbers of the draw to run; empty: all.</param>
internal sealed record MutantRun(int Seed, int Count, string[] Rooms, bool WithPostGis, string[]? PostGis, int[] Only)
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
            var fast = await FastAsync(library);
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

    // The unchanged library must pass: otherwise every mutant would count as noticed.
    private static async Task<MutantSuite> FastAsync(MutantLibrary library)
    {
        const string name = "Longlin.Geo.Tests";
        var suite = MutantSuite.Create(ProjectRoot.Find(), library.Root, name);
        if (library.Write(null, suite.Library) is { } error)
            throw new InvalidOperationException(error);
        var watch = Stopwatch.StartNew();
        if (await suite.RunAsync() is { } failed)
            throw new InvalidOperationException($"{name} fails without any mutant: {failed}");
        suite.Limit = TimeSpan.FromSeconds(60) + 4 * watch.Elapsed;
        Console.WriteLine($"{name} without a mutant: passed in {watch.Elapsed.TotalSeconds:F0} s");
        return suite;
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
            var byFast = await NoticedAsync(room, fast);
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
            Console.WriteLine($"{room}: {score.Describe(postGis is not null)}");
        var sum = scores.Values.Aggregate(default(Score), (a, b) => a + b);
        Console.WriteLine($"score: {sum.Describe(postGis is not null)} (seed {Seed})");
    }

    // The room's own tests first: most mutants are noticed there, within seconds.
    private static async Task<string?> NoticedAsync(string room, MutantSuite fast)
    {
        var own = $"Longlin.Geo.Tests.{room}*";
        return await fast.RunAsync("--filter-namespace", own) ?? await fast.RunAsync("--filter-not-namespace", own);
    }

    // How many mutants there were, and who noticed them.
    private readonly record struct Score(int Fast, int PostGis, int Total)
    {
        public static Score operator +(Score a, Score b) =>
            new(a.Fast + b.Fast, a.PostGis + b.PostGis, a.Total + b.Total);

        public Score Add(bool byFast, bool byPostGis) => this + new Score(byFast ? 1 : 0, byPostGis ? 1 : 0, 1);

        public string Describe(bool withPostGis) =>
            $"fast suite {Share(Fast)}" + (withPostGis ? $", with PostGIS {Share(Fast + PostGis)}" : "");

        private string Share(int noticed) => $"{noticed} of {Total} ({100.0 * noticed / Math.Max(1, Total):F0} %)";
    }
}
