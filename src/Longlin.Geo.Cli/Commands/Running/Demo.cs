using System.CommandLine;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Demo;
using Longlin.Geo.Features;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli.Commands.Running;

/// <summary><c>longlin demo</c>.</summary>
internal static class Demo
{
    public const long DefaultSeed = 20160329;

    public static Command Create()
    {
        Option<int?> hamlets = new("--hamlets") { Description = Help.Text("自然屯数", "Number of hamlets") };
        Option<long> seed = new("--seed")
        {
            Description = Help.Text("随机种子", "Random seed"),
            DefaultValueFactory = _ => DefaultSeed,
        };
        Option<string?> output = new("-o", "--output")
        {
            Description = Help.Text(
                "写成文件夹中的 GeoJSON，不入库",
                "Write GeoJSON files to this folder instead of the database"
            ),
        };
        Command command = new("demo", Help.Text("生成合成演示县", "Generate the synthetic demonstration county"))
        {
            hamlets,
            seed,
            output,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
                var count = parsed.GetValue(hamlets) ?? figures.DefaultHamlets;
                var villages = figures.All.Count(d => d.Code.Length == 12);
                if (count < villages || count > 100_000)
                    throw new UsageException(
                        new($"--hamlets: 应为 {villages} 到 100000。", $"--hamlets: should be {villages} to 100000")
                    );
                if (parsed.GetValue(output) is { } folder)
                {
                    Directory.CreateDirectory(folder);
                    var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
                    foreach (var (layer, rows) in DemoCounty.Generate(figures, count, parsed.GetValue(seed)))
                    {
                        await using var file = File.Create(Path.Combine(folder, $"{layer}.geojson"));
                        await FeatureGeoJson.WriteAsync(
                            file,
                            catalog[layer],
                            rows,
                            CountyState.SyntheticNote,
                            cancellationToken
                        );
                        await Console.Error.WriteLineAsync($"{layer} {rows.Count}");
                    }

                    return ExitCode.Done;
                }

                await using var session = await Session.OpenAsync(ConnectionOptions.From(parsed), cancellationToken);
                await LoadAsync(session, figures, count, parsed.GetValue(seed), cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }

    public static async Task LoadAsync(
        Session session,
        DemoFigures figures,
        int hamlets,
        long seed,
        CancellationToken cancellationToken
    )
    {
        await Console.Error.WriteLineAsync(
            new Bilingual(
                $"装入合成演示县（{hamlets} 个自然屯，种子 {seed}）…",
                $"Loading the synthetic demonstration county ({hamlets} hamlets, seed {seed}) …"
            ).Pick(session.Language)
        );
        await DemoIntake.RunAsync(session.Database, figures, hamlets, seed, cancellationToken);
        await session.ComputeAsync([figures.County.Code], cancellationToken);
    }
}
