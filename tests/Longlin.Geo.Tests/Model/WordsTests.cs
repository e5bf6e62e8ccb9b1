using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Model;

public class WordsTests
{
    // Stored in PostgreSQL and published: a member that is renamed changes the contract.
    [Fact]
    public void The_machine_words_match_the_contract()
    {
        Assert.Equal("not_met met unknown", Codes<Verdict>());
        Assert.Equal("none geometry declared inspection acceptance", Codes<EvidenceKind>());
        Assert.Equal("met open missed overdue unknown not_applicable not_in_force", Codes<RuleStanding>());
        Assert.Equal(
            "served surveyed declared implied indicators_met all_hamlets_met inside open no_link upgrade_needed "
                + "upgrade_and_build not_joined closed nothing_served out_of_reach partly vacated indicator_failed "
                + "hamlets_lacking none_inside no_way bottleneck attribute_missing suspected_break indicator_missing "
                + "hamlets_unknown not_asked no_hamlets outline_missing "
                + "no_data no_source seat_missing households_missing not_computed",
            Codes<VerdictReason>()
        );
    }

    [Fact]
    public void Every_member_has_distinct_words_in_both_languages()
    {
        AssertWords<Verdict>();
        AssertWords<VerdictReason>();
        AssertWords<EvidenceKind>();
        AssertWords<RuleStanding>();
    }

    [Fact]
    public void A_machine_word_is_read_back_and_an_unknown_one_is_refused()
    {
        Assert.All(Enum.GetValues<VerdictReason>(), r => Assert.Equal(r, Words.Parse<VerdictReason>(r.Code())));
        Assert.Null(Words.Find<Verdict>("NotMet"));
        Assert.Throws<InvalidDataException>(() => Words.Parse<VerdictReason>("no_reason"));
    }

    [Fact]
    public void The_page_takes_its_words_from_the_same_list()
    {
        var ground = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "Web", "src", "ground");
        var list = Path.GetFullPath(Path.Combine(ground, "../../../../Longlin.Geo/Model/words.json"));
        Assert.True(File.Exists(list), list);
        Assert.Contains(
            "from '../../../../Longlin.Geo/Model/words.json'",
            File.ReadAllText(Path.Combine(ground, "words.codes.ts")),
            StringComparison.Ordinal
        );
        foreach (var language in (string[])["zh", "en"])
        {
            var page = File.ReadAllText(Path.Combine(ground, $"terms.{language}.ts"));
            foreach (
                var (name, set) in new Dictionary<string, string>
                {
                    ["verdict"] = "verdict",
                    ["evidence"] = "evidenceKind",
                    ["reason"] = "verdictReason",
                }
            )
                Assert.Contains($"{name}: wordsOf('{set}', '{language}')", page, StringComparison.Ordinal);
        }
    }

    private static string Codes<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(v => v.Code()));

    private static void AssertWords<T>()
        where T : struct, Enum
    {
        var titles = Enum.GetValues<T>().Select(v => v.Title()).ToList();
        Assert.All(titles, t => Assert.Matches(@"^\p{IsCJKUnifiedIdeographs}+$", t.Zh));
        Assert.All(titles, t => Assert.Matches("^[a-z]+( [a-z]+)*$", t.En));
        Assert.Equal(titles.Count, titles.Select(t => t.Zh).Distinct().Count());
        Assert.Equal(titles.Count, titles.Select(t => t.En).Distinct().Count());
    }

    // A key none_ stands for none, which the page uses for something else.
}
