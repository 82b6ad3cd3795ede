"""The creation plan beside its townships, with the published figures of 2022."""

import json

import pytest

from campaigns.planning.choices import FindingCode, Source
from campaigns.planning.rules.creation import (
    column,
    digest,
    excesses,
    frozen,
    keys,
    left,
    stating,
    thawed,
    townships_sum,
)
from campaigns.planning.rules.findings import reconcile
from tests.planning.rules import jiaozuo


def test_the_county_s_plan_less_three_townships_leaves_minus_one_six_thirteen_and_twenty_two():
    rest = left(jiaozuo.facts(), Source.DECLARED, "village")
    assert [rest.level(level) for level in (5, 4, 3, 2, 1)] == [-1, 6, 13, 22, 0]


def test_without_one_township_the_residual_is_what_remains_for_it():
    rest = left(jiaozuo.facts(), Source.DECLARED, "village", without=jiaozuo.CODES["文昌街道"])
    assert [rest.level(level) for level in (5, 4, 3, 2, 1)] == [1, 8, 32, 34, 0]


def test_of_the_excess_one_reads_who_must_give_way():
    facts = jiaozuo.facts()
    found = excesses(facts, Source.DECLARED, "village")
    assert [(one.measure, one.key, one.planned, one.got, one.over) for one in found] == [
        ("level", 5, 1, 2, 1),
        ("star", "branch", 1, 2, 1),
    ]
    assert [place.name for place in found[0].alone] == ["文昌街道"]
    assert [(place.name, number) for place, number in found[0].places] == [("文昌街道", 2)]


def test_an_excess_names_the_largest_first_and_none_alone_where_each_is_within_the_plan():
    found = excesses(jiaozuo.facts(county=jiaozuo.county(columns={
        ("plan", "village"): jiaozuo.villages(2, 10, 19, 60, 0),
    })), Source.DECLARED, "village")  # fmt: skip
    assert [(one.key, one.over, [(p.name, n) for p, n in one.places], one.alone) for one in found] == [
        (3, 9, [("文昌街道", 19), ("李万街道", 5), ("宁郭镇", 4)], ()),
    ]


def test_who_has_not_declared_is_not_counted_as_zero():
    facts = jiaozuo.facts()
    assert [place.name for place in stating(facts, Source.DECLARED, "village")] == ["李万街道", "文昌街道", "宁郭镇"]
    assert stating(facts, Source.SHARE, "village") == ()
    assert townships_sum(facts, Source.SHARE, "village").is_empty


def test_what_was_entered_names_every_figure_and_what_was_declared_only_what_is_stated():
    facts = jiaozuo.facts()
    ningguo = next(place for place in facts.townships if place.name == "宁郭镇")
    assert column(facts, ningguo, Source.ENTERED, "village").levels == {5: 0, 4: 1, 3: 4, 2: 12, 1: 0, 0: 1}
    assert column(facts, ningguo, Source.ENTERED, "village").stars["branch"] == 0
    assert "branch" not in column(facts, ningguo, Source.DECLARED, "village").stars
    assert column(facts, ningguo, Source.APPROVED, "village").is_empty


def test_without_a_county_plan_nothing_is_left_and_nothing_is_too_much():
    facts = jiaozuo.facts(county=jiaozuo.county(columns={}))
    assert left(facts, Source.DECLARED, "village").is_empty
    assert excesses(facts, Source.DECLARED, "village") == ()


def test_figures_stand_in_the_order_of_every_sheet():
    assert keys(jiaozuo.STARS["village"]) == (
        *(("level", level) for level in (5, 4, 3, 2, 1, 0)),
        *(("star", star) for star in ("branch", "industry", "ecology", "safety", "civility")),
    )


class TestAFrozenVersion:
    def test_says_the_same_when_it_comes_back_from_json(self):
        facts = jiaozuo.facts()
        kept = thawed(json.loads(json.dumps(frozen(facts))))
        assert frozen(kept) == frozen(facts)
        for kind in ("village", "community"):
            assert kept.county.column(Source.PLAN, kind) == facts.county.column(Source.PLAN, kind)
            for old, now in zip(kept.townships, facts.townships, strict=True):
                for source in (Source.SHARE, Source.DECLARED, Source.ENTERED, Source.APPROVED):
                    assert column(kept, old, source, kind) == column(facts, now, source, kind)

    def test_gives_the_findings_of_its_day(self):
        facts = jiaozuo.facts()
        assert reconcile(thawed(json.loads(json.dumps(frozen(facts))))) == reconcile(facts)

    def test_without_units_as_they_were_frozen_first_still_says_its_figures(self):
        facts = jiaozuo.facts()
        content = frozen(facts)
        for place in (content["county"], *content["townships"]):
            del place["marks"]
        told = {(finding.key, finding.figures) for finding in reconcile(facts)}
        kept = {(finding.key, finding.figures) for finding in reconcile(thawed(content))}
        assert (told - kept, kept - told) == (
            {(finding.key, finding.figures) for finding in reconcile(facts) if finding.code == FindingCode.NO_TARGET},
            set(),
        )

    def test_has_a_digest_that_does_not_depend_on_the_order_of_keys(self):
        content = frozen(jiaozuo.facts())
        shuffled = {name: content[name] for name in reversed(content)}
        assert digest(shuffled) == digest(content)
        content["county"]["columns"][0]["levels"]["5"] = 2
        assert digest(frozen(jiaozuo.facts())) != digest(content)

    @pytest.mark.parametrize("content", [
        {}, [], None, {"year": 2022},
        frozen(jiaozuo.facts()) | {"county": {"code": "410871"}},
        frozen(jiaozuo.facts()) | {"budget": "much"},
        frozen(jiaozuo.facts()) | {"stars": {"village": [["branch"]], "community": []}},
        frozen(jiaozuo.facts()) | {"townships": [{**frozen(jiaozuo.facts())["townships"][0], "columns": [
            {"source": "declared", "kind": "village", "levels": {"7": 1}, "stars": {}}]}]},
    ])  # fmt: skip
    def test_that_is_not_one_is_refused(self, content):
        with pytest.raises(ValueError, match=r"."):
            thawed(content)
