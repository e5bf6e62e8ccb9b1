using System.Security.Cryptography;

namespace Longlin.Geo.Cli;

/// <summary>
/// The administrator's token: in the file <c>token</c> of a home, readable by its owner alone, kept over restarts and
/// never printed; or in LONGLIN_TOKEN.
/// </summary>
internal static class AdminToken
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>LONGLIN_TOKEN, which goes before the file; null where it is not set.</summary>
    public static string? FromEnvironment =>
        Environment.GetEnvironmentVariable("LONGLIN_TOKEN") is { Length: > 0 } given ? given : null;

    /// <summary>A new one: 128 random bits, hexadecimal.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>That of a home; null where it has none yet. A file that others could read is closed to them.</summary>
    public static string? OfHome(string home)
    {
        var file = FileOf(home);
        if (!File.Exists(file) || File.ReadAllText(file).Trim() is not { Length: > 0 } token)
            return null;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != OwnerOnly)
            File.SetUnixFileMode(file, OwnerOnly);
        return token;
    }

    /// <summary>Makes that of a home.</summary>
    public static string CreateIn(string home)
    {
        var token = Create();
        // Written beside and moved: a start that is interrupted leaves no half of a token.
        var half = $"{FileOf(home)}.new";
        File.Delete(half);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (StreamWriter text = new(half, options))
            text.Write(token);
        File.Move(half, FileOf(home), overwrite: true);
        return token;
    }

    private static string FileOf(string home) => Path.Combine(home, "token");
}
