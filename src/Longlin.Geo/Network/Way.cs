namespace Longlin.Geo.Network;

/// <summary>How a place would best be joined: over which edge, towards which node, and what it takes.</summary>
/// <param name="Walked">Metres along that edge; with none the way begins at the node.</param>
internal readonly record struct Way(int Edge, int Node, double Walked, double Upgrade, double Build, double Distance);
