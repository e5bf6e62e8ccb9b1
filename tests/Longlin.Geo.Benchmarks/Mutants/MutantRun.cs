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
/// <param name="PostGis">Test classes with PostGIS that see what the fast suite did not notice.</param>
/// <param name="Only">Numbers of the draw to run; empty: all.</param>
internal sealed record MutantRun(int Seed, int Count, string[] Rooms, string[] PostGis, int[] Only)
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
            var fast = await SuiteAsync(library, "Longlin.Geo.Tests", []);
            var postGis = PostGis.Length == 0 ? null : await SuiteAsync(library, "Longlin.Geo.PostGis.Tests", PostGis);
            await ScoreAsync(library, fast, postGis);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    // The unchanged library must pass: otherwise every mutant would count as noticed.
    private static async Task<MutantSuite> SuiteAsync(MutantLibrary library, string name, string[] classes)
    {
        var suite = MutantSuite.Create(ProjectRoot.Find(), library.Root, name);
        if (library.Write(null, suite.Library) is { } error)
            throw new InvalidOperationException(error);
        var watch = Stopwatch.StartNew();
        if (await suite.RunAsync(Classes(classes)) is { } failed)
            throw new InvalidOperationException($"{name} fails without any mutant: {failed}");
        suite.Limit = TimeSpan.FromSeconds(60) + 4 * watch.Elapsed;
        Console.WriteLine($"{name} without a mutant: passed in {watch.Elapsed.TotalSeconds:F0} s");
        return suite;
    }

    private async Task ScoreAsync(MutantLibrary library, MutantSuite fast, MutantSuite? postGis)
    {
        var all = library.Mutants(Rooms).ToArray();
        new Random(Seed).Shuffle(all);
        SortedDictionary<string, (int Noticed, int Total)> scores = new(StringComparer.Ordinal);
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
            var noticed = await NoticedAsync(library, mutant, room, fast, postGis);
            var (some, total) = scores.GetValueOrDefault(room);
            scores[room] = (some + (noticed is null ? 0 : 1), total + 1);
            var outcome = noticed is null ? "SURVIVED" : $"noticed by {noticed}";
            Console.WriteLine($"{number, 4}  {outcome}  {title}  ({watch.Elapsed.TotalSeconds:F0} s)");
        }

        foreach (var (room, (noticed, total)) in scores)
            Console.WriteLine($"{room}: {noticed} of {total}");
        var (sum, of) = (scores.Values.Sum(s => s.Noticed), scores.Values.Sum(s => s.Total));
        Console.WriteLine($"score: {sum} of {of} mutants noticed, {100.0 * sum / Math.Max(1, of):F0} % (seed {Seed})");
    }

    // The room's own tests first: most mutants are noticed there, within seconds.
    private async Task<string?> NoticedAsync(
        MutantLibrary library,
        Mutant mutant,
        string room,
        MutantSuite fast,
        MutantSuite? postGis
    )
    {
        var own = $"Longlin.Geo.Tests.{room}*";
        if (await fast.RunAsync("--filter-namespace", own) is { } near)
            return near;
        if (await fast.RunAsync("--filter-not-namespace", own) is { } far)
            return far;
        if (postGis is null)
            return null;
        library.Write(mutant, postGis.Library);
        return await postGis.RunAsync(Classes(PostGis));
    }

    private static string[] Classes(string[] classes) =>
        classes.Length == 0 ? [] : ["--filter-class", .. classes.Select(c => $"Longlin.Geo.PostGis.Tests.{c}")];
}
