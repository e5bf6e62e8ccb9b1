using System.Security.Cryptography;
using System.Text;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>A code that signs the administrator in once.</summary>
/// <param name="Code">128 random bits, hexadecimal.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
public sealed record SignInCode(string Code, DateTimeOffset ExpiresAt)
{
    /// <summary>The link that holds it.</summary>
    /// <param name="url">Address of the service.</param>
    public string Link(string url) => $"{url.TrimEnd('/')}/?{SignIn.CodeParameter}={Code}";
}

/// <summary>
/// The one-time code of the admin link. Only its hash is kept, in memory: a restart voids it, and so does a newer one.
/// </summary>
public sealed class SignInCodes(TimeProvider time)
{
    /// <summary>How long a code is valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private byte[]? _hash;
    private DateTimeOffset _expiresAt;

    /// <summary>Makes a new code; the one before is void.</summary>
    public SignInCode Issue()
    {
        SignInCode code = new(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            time.GetUtcNow() + Lifetime
        );
        lock (_lock)
            (_hash, _expiresAt) = (Hash(code.Code), code.ExpiresAt);
        return code;
    }

    /// <summary>Whether the code is valid; it is used up by this.</summary>
    /// <remarks>Takes equally long for every code of a length, and asks no database.</remarks>
    public bool Redeem(string code)
    {
        var given = Hash(code);
        lock (_lock)
        {
            if (_hash is null || !CryptographicOperations.FixedTimeEquals(given, _hash))
                return false;
            _hash = null;
            return time.GetUtcNow() < _expiresAt;
        }
    }

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
