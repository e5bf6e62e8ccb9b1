using Longlin.Geo.Cli.Commands.Running;

namespace Longlin.Geo.Tests;

/// <summary>What the service prints at its start can be opened and followed.</summary>
public sealed class StartTextTests
{
    [Theory]
    [InlineData("http://0.0.0.0:5100", "http://127.0.0.1:5100")]
    [InlineData("http://[::]:5100", "http://[::1]:5100")]
    [InlineData("http://127.0.0.1:5100", "http://127.0.0.1:5100")]
    [InlineData("http://192.168.3.7:80", "http://192.168.3.7")]
    public void An_address_for_all_is_printed_as_one_that_a_browser_can_open(string listening, string printed) =>
        Assert.Equal(printed, Listening.Reachable(listening));

    [Fact]
    public void Only_a_service_with_a_home_is_asked_for_a_new_link()
    {
        var up = Listening.Addresses("http://a", "http://a/?code=b", all: false, renewable: true);
        var serve = Listening.Addresses("http://a", "http://a/?code=b", all: true, renewable: false);
        Assert.Contains("./longlin user link", up.En, StringComparison.Ordinal);
        Assert.DoesNotContain("user link", serve.En + serve.Zh, StringComparison.Ordinal);
        Assert.Contains("every address", serve.En, StringComparison.Ordinal);
        Assert.DoesNotContain("every address", up.En, StringComparison.Ordinal);
    }
}
