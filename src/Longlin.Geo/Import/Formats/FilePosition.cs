namespace Longlin.Geo.Import.Formats;

/// <summary>How far a reader has come in its file, asked for from another thread.</summary>
internal sealed class FilePosition
{
    private long _done;
    private long _total;

    /// <summary>The share that is read, 0 to 1.</summary>
    public double Share() =>
        Interlocked.Read(ref _total) is > 0 and var total
            ? Math.Min(1, (double)Interlocked.Read(ref _done) / total)
            : 0;

    /// <summary>Sets what there is to read, in any unit.</summary>
    public void Of(long total) => Interlocked.Exchange(ref _total, total);

    /// <summary>Sets what is read, in the same unit.</summary>
    public void At(long done) => Interlocked.Exchange(ref _done, done);

    /// <summary>Opens a file whose position this is.</summary>
    public Stream Open(string file)
    {
        FileStream stream = new(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.SequentialScan
        );
        Of(stream.Length);
        return new Counting(stream, this);
    }

    private sealed class Counting(FileStream inner, FilePosition position) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            position.At(inner.Position);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
