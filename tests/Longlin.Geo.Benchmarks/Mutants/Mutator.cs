using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>One small change of one source file: the text at <paramref name="Span"/> becomes another.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line of the change, from 1.</param>
/// <param name="Operator">The kind of change.</param>
/// <param name="Span">The text that is replaced.</param>
/// <param name="Before">That text.</param>
/// <param name="After">What it becomes.</param>
internal sealed record Mutant(string Path, int Line, string Operator, TextSpan Span, string Before, string After);

/// <summary>Lists every mutant of a syntax tree.</summary>
internal static partial class Mutator
{
    private static readonly Dictionary<SyntaxKind, (string Operator, string[] After)> Swaps = new()
    {
        [SyntaxKind.EqualsEqualsToken] = ("comparison", ["!="]),
        [SyntaxKind.ExclamationEqualsToken] = ("comparison", ["=="]),
        [SyntaxKind.LessThanToken] = ("comparison", ["<=", ">="]),
        [SyntaxKind.LessThanEqualsToken] = ("comparison", ["<", ">"]),
        [SyntaxKind.GreaterThanToken] = ("comparison", [">=", "<="]),
        [SyntaxKind.GreaterThanEqualsToken] = ("comparison", [">", "<"]),
        [SyntaxKind.AmpersandAmpersandToken] = ("logic", ["||"]),
        [SyntaxKind.BarBarToken] = ("logic", ["&&"]),
        [SyntaxKind.PlusToken] = ("arithmetic", ["-"]),
        [SyntaxKind.MinusToken] = ("arithmetic", ["+"]),
        [SyntaxKind.AsteriskToken] = ("arithmetic", ["/"]),
        [SyntaxKind.SlashToken] = ("arithmetic", ["*"]),
        [SyntaxKind.PercentToken] = ("arithmetic", ["*"]),
        [SyntaxKind.PlusEqualsToken] = ("arithmetic", ["-="]),
        [SyntaxKind.MinusEqualsToken] = ("arithmetic", ["+="]),
        [SyntaxKind.PlusPlusToken] = ("arithmetic", ["--"]),
        [SyntaxKind.MinusMinusToken] = ("arithmetic", ["++"]),
    };

    private static readonly Dictionary<string, string> Opposites = new()
    {
        ["Min"] = "Max",
        ["Max"] = "Min",
        ["MinBy"] = "MaxBy",
        ["MaxBy"] = "MinBy",
    };

    /// <summary>The mutants, in the order of the text. Attributes and generic brackets are left alone.</summary>
    public static IEnumerable<Mutant> Find(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes(n => n is not AttributeListSyntax))
        {
            foreach (var (kind, part, after) in Changes(node))
            {
                var (before, line) = (part.ToString(), tree.GetLineSpan(part.Span).StartLinePosition.Line + 1);
                if (before != after)
                    yield return new Mutant(tree.FilePath, line, kind, part.Span, before, after);
            }
        }
    }

    /// <summary>The line of a mutant with its surroundings, before and after, shortened.</summary>
    public static (string Before, string After) Show(Mutant mutant, SourceText text)
    {
        var start = text.Lines.GetLineFromPosition(mutant.Span.Start).Start;
        var end = text.Lines.GetLineFromPosition(mutant.Span.End).End;
        var head = text.ToString(TextSpan.FromBounds(start, mutant.Span.Start));
        var tail = text.ToString(TextSpan.FromBounds(mutant.Span.End, end));
        return (Short(head + mutant.Before + tail), Short(head + mutant.After + tail));
    }

    private static string Short(string text)
    {
        var line = Spaces().Replace(text, " ").Trim();
        return line.Length > 90 ? line[..89] + "…" : line;
    }

    private static IEnumerable<(string Operator, SyntaxNodeOrToken Part, string After)> Changes(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary:
                return Swapped(binary.OperatorToken);
            case RelationalPatternSyntax pattern:
                return Swapped(pattern.OperatorToken);
            case AssignmentExpressionSyntax assignment:
                return Swapped(assignment.OperatorToken);
            case PostfixUnaryExpressionSyntax postfix:
                return Swapped(postfix.OperatorToken);
            case PrefixUnaryExpressionSyntax prefix:
                return prefix.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression
                    ? [("negation", prefix, prefix.Operand.ToString())]
                    : Swapped(prefix.OperatorToken);
            case LiteralExpressionSyntax literal:
                return Literals(literal);
            case IfStatementSyntax branch:
                return [("negation", branch.Condition, $"!({branch.Condition})")];
            case ConditionalExpressionSyntax choice:
                return [("negation", choice.Condition, $"!({choice.Condition})")];
            case SimpleNameSyntax name
                when Opposites.TryGetValue(name.Identifier.Text, out var opposite)
                    && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not null:
                return [("min/max", name.Identifier, opposite)];
            case ReturnStatementSyntax { Expression: { } value }:
                return [("return default", value, "default!")];
            case ArrowExpressionClauseSyntax arrow when arrow.Parent is not ConstructorDeclarationSyntax:
                return [("return default", arrow.Expression, "default!")];
            // Without this call a cancelled run only ends later: nothing that a test could see.
            case ExpressionStatementSyntax call
                when call.ToString().Contains("ThrowIfCancellation", StringComparison.Ordinal):
                return [];
            case ExpressionStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax:
            case ReturnStatementSyntax { Expression: null }:
                return [("remove statement", node, ";")];
            default:
                return [];
        }
    }

    private static IEnumerable<(string, SyntaxNodeOrToken, string)> Swapped(SyntaxToken token) =>
        Swaps.TryGetValue(token.Kind(), out var swap)
            ? swap.After.Select(a => (swap.Operator, (SyntaxNodeOrToken)token, a))
            : [];

    private static IEnumerable<(string, SyntaxNodeOrToken, string)> Literals(LiteralExpressionSyntax literal)
    {
        return literal.Token.Value switch
        {
            true => [("negation", literal, "false")],
            false => [("negation", literal, "true")],
            int n => Beside(n, ""),
            long n => Beside(n, "L"),
            double n when Math.Abs(n) < 1e20 => Beside(n, "d"),
            decimal n => Beside((double)n, "m"),
            _ => [],
        };

        IEnumerable<(string, SyntaxNodeOrToken, string)> Beside(double number, string suffix) =>
            new[] { number + 1, number - 1 }.Select(n =>
                (
                    "constant",
                    (SyntaxNodeOrToken)literal,
                    n.ToString("0.###############", CultureInfo.InvariantCulture) + suffix
                )
            );
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
