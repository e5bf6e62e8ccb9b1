using System.Diagnostics;
using System.Text.Json;
using Longlin.Geo.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>
/// A copy of the repository in a temporary folder whose library is compiled in this process. MSBuild compiles it once,
/// to learn the compiler's arguments and what the source generators write; a mutant replaces one syntax tree of that
/// compilation.
/// </summary>
internal sealed class MutantLibrary
{
    private const string Project = "src/Longlin.Geo";
    private static readonly HashSet<string> Skipped = [".git", "bin", "obj", "node_modules", "out", ".longlin"];
    private readonly CSharpCompilation _compilation;
    private readonly CSharpCommandLineArguments _arguments;

    private MutantLibrary(string root, CSharpCompilation compilation, CSharpCommandLineArguments arguments) =>
        (Root, _compilation, _arguments) = (root, compilation, arguments);

    /// <summary>The folder of the copy.</summary>
    public string Root { get; }

    /// <summary>Copies this repository into a folder and compiles the library there.</summary>
    public static MutantLibrary Create(string root)
    {
        CopyFolder(ProjectRoot.Find(), root, name => !Skipped.Contains(name));
        var arguments = Arguments(root);
        var folder = Path.Combine(root, Project);
        var files = arguments
            .SourceFiles.Select(f => f.Path)
            .Concat(
                Directory.EnumerateFiles(Path.Combine(folder, "obj", "generated"), "*.cs", SearchOption.AllDirectories)
            );
        var trees = files.Select(f =>
            CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(f)), arguments.ParseOptions, f)
        );
        var compilation = CSharpCompilation.Create(
            "Longlin.Geo",
            trees,
            arguments.MetadataReferences.Select(r => MetadataReference.CreateFromFile(r.Reference, r.Properties)),
            arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Suppress)
        );
        return new(root, compilation, arguments);
    }

    /// <summary>The mutants of some rooms, in the order of the files.</summary>
    public IReadOnlyList<Mutant> Mutants(IReadOnlyCollection<string> rooms) =>
        [
            .. _compilation
                .SyntaxTrees.Where(t => rooms.Contains(Room(t.FilePath)))
                .OrderBy(t => t.FilePath, StringComparer.Ordinal)
                .SelectMany(Mutator.Find),
        ];

    /// <summary>The path of a file under the library's project.</summary>
    public string Name(string path) => Path.GetRelativePath(Path.Combine(Root, Project), path);

    /// <summary>The room of a file: the first folder under the library's project.</summary>
    public string Room(string path) => Name(path).Split(Path.DirectorySeparatorChar)[0];

    /// <summary>The text of a file.</summary>
    public SourceText Text(string path) => Tree(path).GetText();

    /// <summary>Writes the library, with a mutant or as it is.</summary>
    /// <returns>What the compiler says against it; null when it was written.</returns>
    public string? Write(Mutant? mutant, string path)
    {
        var compilation = _compilation;
        if (mutant is not null)
        {
            var tree = Tree(mutant.Path);
            var text = tree.GetText().WithChanges(new TextChange(mutant.Span, mutant.After));
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text));
        }

        using MemoryStream library = new();
        var result = compilation.Emit(library, manifestResources: _arguments.ManifestResources);
        if (!result.Success)
            return result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).ToString();
        File.Delete(path);
        File.WriteAllBytes(path, library.ToArray());
        return null;
    }

    /// <summary>Copies a folder with those of its folders that are wanted by name.</summary>
    public static void CopyFolder(string from, string to, Func<string, bool> wanted)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            if (wanted(Path.GetFileName(folder)))
                CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)), wanted);
        }
    }

    private SyntaxTree Tree(string path) => _compilation.SyntaxTrees.First(t => t.FilePath == path);

    private static CSharpCommandLineArguments Arguments(string root)
    {
        var folder = Path.Combine(root, Project);
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true };
        string[] arguments =
        [
            "build",
            "-t:Build", // without a named target, -getItem only evaluates the project
            "-nodeReuse:false",
            "-p:RunAnalyzers=false",
            "-p:ProvideCommandLineArgs=true",
            "-p:EmitCompilerGeneratedFiles=true",
            "-p:CompilerGeneratedFilesOutputPath=obj/generated",
            "-getItem:CscCommandLineArgs",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
            throw new InvalidOperationException(output);
        using var answer = JsonDocument.Parse(output);
        var line = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray();
        return CSharpCommandLineParser.Default.Parse(
            line.Select(a => a.GetProperty("Identity").GetString()!),
            folder,
            sdkDirectory: null
        );
    }
}
