using System.Text.RegularExpressions;
using Longlin.Geo.Server.Hosting.Access;

namespace Longlin.Geo.Tests;

/// <summary>The code of the admin link; it needs a clock and nothing else, no database.</summary>
public sealed partial class SignInCodeTests
{
    private readonly Clock _clock = new();

    private SignInCodes Codes => field ??= new SignInCodes(_clock);

    [Fact]
    public void A_code_has_128_bits_and_works_once()
    {
        var code = Codes.Issue();
        Assert.Matches(Hexadecimal(), code.Code);
        Assert.Equal($"http://127.0.0.1:5100/?code={code.Code}", code.Link("http://127.0.0.1:5100/"));
        Assert.True(Codes.Redeem(code.Code));
        Assert.False(Codes.Redeem(code.Code));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(899, true)]
    [InlineData(900, false)]
    [InlineData(86_400, false)]
    public void A_code_is_valid_for_fifteen_minutes(int seconds, bool valid)
    {
        var code = Codes.Issue();
        _clock.Now += TimeSpan.FromSeconds(seconds);
        Assert.Equal(valid, Codes.Redeem(code.Code));
        _clock.Now = code.ExpiresAt - SignInCodes.Lifetime;
        Assert.False(Codes.Redeem(code.Code));
    }

    [Fact]
    public void A_newer_code_voids_the_one_before_and_a_guess_uses_up_nothing()
    {
        Assert.False(Codes.Redeem(""));
        var older = Codes.Issue();
        var newer = Codes.Issue();
        Assert.NotEqual(older.Code, newer.Code);
        Assert.False(Codes.Redeem(older.Code));
        Assert.False(Codes.Redeem(""));
        Assert.False(Codes.Redeem(newer.Code.ToUpperInvariant() + "0"));
        Assert.True(Codes.Redeem(newer.Code));
    }

    [Fact]
    public void Of_many_browsers_that_open_a_link_at_once_one_gets_in()
    {
        var code = Codes.Issue();
        var entered = 0;
        Parallel.For(
            0,
            200,
            _ =>
            {
                if (Codes.Redeem(code.Code))
                    Interlocked.Increment(ref entered);
            }
        );
        Assert.Equal(1, entered);
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Hexadecimal();

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 28, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
