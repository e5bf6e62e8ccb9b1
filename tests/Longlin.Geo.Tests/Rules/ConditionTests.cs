using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Rules;

/// <summary>Conditions in three-valued logic.</summary>
public class ConditionTests
{
    private static readonly bool?[] Values = [true, false, null];

    private static Condition Flag(string column) => new() { Column = column, Is = true };

    public static TheoryData<bool?, bool?> Pairs
    {
        get
        {
            TheoryData<bool?, bool?> pairs = [];
            foreach (var a in Values)
            {
                foreach (var b in Values)
                    pairs.Add(a, b);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void All_and_any_use_three_valued_logic(bool? a, bool? b)
    {
        object? Attribute(string name) => name == "a" ? a : b;
        Condition[] parts = [Flag("a"), Flag("b")];
        Assert.Equal(a & b, new Condition { All = parts }.Evaluate(Attribute));
        Assert.Equal(a | b, new Condition { Any = parts }.Evaluate(Attribute));
    }

    [Theory]
    [InlineData(3.49, false)]
    [InlineData(3.5, true)]
    [InlineData(4, true)]
    [InlineData(3, false)]
    [InlineData(null, null)]
    public void At_least_holds_at_the_limit(object? value, bool? expected) =>
        Assert.Equal(expected, new Condition { Column = "width", AtLeast = 3.5 }.Evaluate(_ => value));

    [Fact]
    public void Words_and_flags_are_compared_and_a_missing_value_stays_unknown()
    {
        Condition words = new() { Column = "surface", In = ["concrete", "asphalt"] };
        Assert.Equal(
            [true, false, null],
            new object?[] { "asphalt", "earth", null }.Select(v => words.Evaluate(_ => v))
        );
        Condition open = new() { Column = "closed", IsNot = true };
        Assert.Equal([false, true, null], new object?[] { true, false, null }.Select(v => open.Evaluate(_ => v)));
        Condition shut = new() { Column = "closed", Is = false };
        Assert.Equal([false, true, null], new object?[] { true, false, null }.Select(v => shut.Evaluate(_ => v)));
        // A word where a number is asked for is not known.
        Assert.Null(new Condition { Column = "width", AtLeast = 1 }.Evaluate(_ => "wide"));
    }

    [Fact]
    public void A_condition_lists_the_columns_of_all_its_parts() =>
        Assert.Equal(
            ["a", "b", "c"],
            new Condition { Any = [Flag("a"), new() { All = [Flag("b"), Flag("c")] }] }.Columns
        );

    [Fact]
    public void A_condition_has_exactly_one_form_and_one_test()
    {
        Assert.Null(Flag("a").FindFault()?.En);
        Assert.Null(
            new Condition { All = [Flag("a"), Flag("b")] }
                .FindFault()
                ?.En
        );
        Assert.Null(
            new Condition { Any = [Flag("a")] }
                .FindFault()
                ?.En
        );
        Assert.NotNull(new Condition().FindFault()?.En);
        Assert.NotNull(
            new Condition { Column = "a" }
                .FindFault()
                ?.En
        );
        Assert.NotNull(
            new Condition { Any = [Flag("a")], All = [Flag("a")] }
                .FindFault()
                ?.En
        );
        Assert.NotNull(
            new Condition
            {
                Column = "a",
                Is = true,
                Any = [Flag("a")],
            }
                .FindFault()
                ?.En
        );
        Assert.NotNull((Flag("a") with { IsNot = true }).FindFault()?.En);
        Assert.NotNull((Flag("a") with { In = ["x"] }).FindFault()?.En);
        Assert.NotNull((Flag("a") with { AtLeast = 1 }).FindFault()?.En);
        Assert.NotNull(
            new Condition { All = [Flag("a"), new() { Any = [new() { Column = "b" }] }] }
                .FindFault()
                ?.En
        );
    }
}
