using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// The networks of the last requested days, so that scoring stays fast while somebody draws.
/// They are built again when the rows of the county have changed.
/// </summary>
internal sealed class SitingCache(CountyDataCache county, Standard standard) : IDisposable
{
    private const int Kept = 4;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<(CountyData Data, DateOnly Day, SitingNetworks Networks)> _held = [];

    public void Dispose() => _gate.Dispose();

    public async Task<SitingNetworks> GetAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var data = await county.GetAsync(cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _held.RemoveAll(h => !ReferenceEquals(h.Data, data));
            var found = _held.FindIndex(h => h.Day == day);
            if (found >= 0)
            {
                var held = _held[found];
                _held.RemoveAt(found);
                _held.Add(held);
                return held.Networks;
            }

            var networks = SitingNetworks.Build(standard, standard.Siting!, data, day, cancellationToken);
            _held.Add((data, day, networks));
            if (_held.Count > Kept)
                _held.RemoveAt(0);
            return networks;
        }
        finally
        {
            _gate.Release();
        }
    }
}
