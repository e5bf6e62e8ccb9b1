using System.Buffers;
using System.Text.Json;
using Longlin.Geo.Features;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// A page of a feature collection on its way to the client: features as they were encoded, then what is to be said
/// about the page.
/// </summary>
internal sealed class GeoJsonPage : IAsyncDisposable
{
    private const int Piece = 1 << 16;
    private readonly HttpContext _context;
    private readonly ArrayBufferWriter<byte> _buffer = new(Piece);
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins the page; nothing is sent yet.</summary>
    public GeoJsonPage(HttpContext context)
    {
        _context = context;
        context.Response.ContentType = OgcAnswer.GeoJson;
        _json = new(_buffer, OgcAnswer.Readable);
        _json.WriteStartObject();
        _json.WriteString("type", "FeatureCollection");
        _json.WriteStartArray("features");
    }

    /// <summary>Features so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a feature; what has come together is sent now and then.</summary>
    public async ValueTask AddAsync(byte[] feature, CancellationToken cancellationToken)
    {
        _json.WriteRawValue(feature, skipInputValidation: true);
        Count++;
        if (_json.BytesPending + _buffer.WrittenCount >= Piece)
            await SendAsync(cancellationToken);
    }

    /// <summary>Says how many there are and where to go on, and sends the rest.</summary>
    public async Task EndAsync(
        ItemsQuestion question,
        long? matched,
        ItemsCursor? next,
        CancellationToken cancellationToken
    )
    {
        _json.WriteEndArray();
        _json.WriteNumber("numberReturned", Count);
        // What fits on one page is counted.
        if (matched is null && next is null && question.After is null)
            matched = Count;
        if (matched is { } all)
            _json.WriteNumber("numberMatched", all);
        _json.WriteStartArray("links");
        OgcAnswer.Link(_json, OgcAnswer.Address(_context), "self", OgcAnswer.GeoJson);
        OgcAnswer.Link(_json, OgcAnswer.Address(_context, ("f", "html")), "alternate", "text/html");
        OgcAnswer.Link(_json, OgcAnswer.Address(_context, ("f", "csv")), "alternate", "text/csv");
        if (next is not null)
            OgcAnswer.Link(_json, OgcAnswer.Address(_context, ("cursor", next.Write())), "next", OgcAnswer.GeoJson);
        _json.WriteEndArray();
        _json.WriteEndObject();
        await SendAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _json.Flush();
        await _context.Response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.Clear();
    }
}
