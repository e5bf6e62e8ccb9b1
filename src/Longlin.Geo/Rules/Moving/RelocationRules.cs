using System.Text.Json.Serialization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Rules.Moving;

/// <summary>Everything about relocation that a planner may change, from <c>data/siting/relocation.json</c>.</summary>
public sealed record RelocationRules
{
    /// <summary>Machine name.</summary>
    [JsonPropertyName("relocation")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>What to know about the numbers.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>Who should move.</summary>
    public required CandidateRules Candidates { get; init; }

    /// <summary>What moving costs.</summary>
    public required MovingCosts Moving { get; init; }

    /// <summary>Who goes where.</summary>
    public required AssignmentRules Assignment { get; init; }

    /// <summary>What must be there.</summary>
    public required ReadinessRules Readiness { get; init; }

    /// <summary>What is left behind.</summary>
    public required RedLineRules RedLine { get; init; }
}
