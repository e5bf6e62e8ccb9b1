using System.Collections.Concurrent;
using System.Reflection;
using Longlin.Geo.Tests;
using Xunit.v3;

[assembly: TimeLimit]

namespace Longlin.Geo.Tests;

/// <summary>
/// The time limit of every test. After ten minutes the test is cancelled and fails; a test that ignores its token for
/// another minute ends the run, with its name on standard error.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    /// <summary>As a shell's <c>timeout</c> exits.</summary>
    private const int HungExitCode = 124;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(
        int.Parse(
            Environment.GetEnvironmentVariable("LONGLIN_TEST_SECONDS") ?? "600",
            System.Globalization.CultureInfo.InvariantCulture
        )
    );
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Watch> _watches = new();

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        _watches[test.UniqueID] = new Watch(TestContext.Current, test.TestDisplayName);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_watches.TryRemove(test.UniqueID, out var watch))
            watch.Stop();
    }

    private sealed class Watch : IDisposable
    {
        private readonly string _name;
        private readonly Timer _cancel;
        private readonly Timer _end;
        private bool _late;

        public Watch(ITestContext context, string name)
        {
            _name = name;
            _cancel = new Timer(_ => Cancel(context), null, Limit, Timeout.InfiniteTimeSpan);
            _end = new Timer(_ => End(), null, Limit + Grace, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _cancel.Dispose();
            _end.Dispose();
        }

        public void Stop()
        {
            Dispose();
            Assert.False(_late, $"{_name} took longer than {Limit}.");
        }

        private void Cancel(ITestContext context)
        {
            _late = true;
            context.CancelCurrentTest();
        }

        private void End()
        {
            Console.Error.WriteLine($"{_name} hangs: it took longer than {Limit} and did not stop when cancelled.");
            Environment.Exit(HungExitCode);
        }
    }
}
