using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What an endpoint does, in a line: metadata of its route.</summary>
internal sealed record EndpointSummary(Bilingual Text);
