"""Word rules without a database: what they find in which dress, what they cost, how they travel."""

from __future__ import annotations

import time

import pytest

from addyours.moderation.errors import RuleRefused
from addyours.moderation.models import Policy
from addyours.moderation.queries import Knowledge
from addyours.moderation.screens.word_rules import WordRules
from addyours.moderation.submission import Submission
from addyours.moderation.words import table
from addyours.moderation.words.matching import BUDGET, Rule, RuleSet
from addyours.moderation.words.models import WordRule
from addyours.moderation.words.patterns import check
from tests.factories import NOON

CATASTROPHE = r"(a|aa)+$"
BAIT = "a" * 4_000 + "!"


def rules(*given):
    return RuleSet(
        Rule(pk=number, pattern=pattern, kind=kind, action=action)
        for number, (pattern, kind, action) in enumerate(given, 1)
    )


def found(pattern, text, kind="word"):
    return [hit.found for hit in rules((pattern, kind, "hold")).look(text).hits]


def look(text, *given):
    known = Knowledge(
        policy=Policy(),
        accepted=0,
        recent_by_writer=0,
        recent_by_address=0,
        words=rules(*given).look(text),
    )
    submission = Submission(
        text=text, at=NOON, name="Mara", writer_key="", address_key="", is_staff=False
    )
    return WordRules().look(submission, known)


@pytest.mark.parametrize(
    "text",
    [
        "wombat", "A WOMBAT!", "a wómbat?", "the ｗｏｍｂａｔ", "wom\u200bbat", "wom\u00adbat", "(wombat)",
        "...Wombat,you", "w\u043emb\u0430t", "w0mbat", "W0MB4T", "womb@t",
    ],
)  # fmt: skip
def test_a_word_is_found_in_any_dress(text):
    assert found("wombat", text) == ["wombat"]


@pytest.mark.parametrize("text", ["CASІNO", "cаs1no", "ca$ino", "casíno", "саsіno"])
def test_letters_of_other_alphabets_and_figures_that_look_alike_are_folded(text):
    assert found("casino", text) == ["casino"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("wombat", "wombats"), ("wombat", "awombat"), ("wombat", "wom bat"), ("wombat", "bat"),
        ("mail", "a mall"), ("fail", "we fall"), ("dam", "darn"), ("cheap loans", "loans cheap"),
        ("спам", "спаме"),
    ],
)  # fmt: skip
def test_a_word_is_not_found_in_another(rule, text):
    assert not found(rule, text)


def test_words_of_any_alphabet_and_phrases_over_any_blanks_are_found():
    assert found("спам", "Это СПАМ, cпам!")
    assert found("4chan", "See 4CHAN")
    assert found("cheap  Loans", "Get CHEAP\n- loans now")
    assert found("wombats", "the wombat’s")


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("cas*no", "a Casiino!", ["casiino"]), ("cas*no", "саsino", ["casino"]), ("b?d", "bed", ["bed"]),
        ("b?d", "bd", []), ("free * money", "Free big money", ["free big money"]),
        ("wom*", "two wombats", ["wombats"]), ("wom*", "a kwombat", []), ("*bit.ly*", "see https://bit.ly/x", ["bit ly"]),
    ],
)  # fmt: skip
def test_wildcards_stand_for_letters_of_a_word(rule, text, expected):
    assert found(rule, text, "wildcard") == expected


def test_expressions_look_at_what_was_typed_and_at_what_it_looks_like():
    assert found(r"\bfree\s+money\b", "FREE\nmoney", "regex") == ["FREE money"]
    assert found(r"\bfree money\b", "frее mоney", "regex") == ["free money"]
    assert found(r"^mara$", "Mara\nHello", "regex")
    assert not found(r"(?-i:Free)", "free", "regex")


@pytest.mark.parametrize(
    ("pattern", "kind", "reason"),
    [
        ("!!!", "word", "letter or a digit"), ("*?", "wildcard", "letter or a digit"),
        ("(", "regex", r"missing \) at position 1"), ("a*", "regex", "every comment"),
        (" ", "regex", "letter"), ("(a{100}){1000}", "regex", "repeats"), ("a{100000000}", "regex", "repeats"),
        ("((a{30}){30}){30}", "regex", "repeats"), ("(?:" * 160, "regex", "regular expression|deeply"),
        (r"\L<a>", "regex", "regular expression"), ("(?R)", "regex", "too long"), ("x" * 501, "word", "shorten"),
        ("(?V1)[[a]--[b]]{5}", "regex", "regular expression"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pattern_is_said_beside_it(pattern, kind, reason):
    with pytest.raises(RuleRefused, match=reason) as refusal:
        check(pattern, kind)
    assert refusal.value.field == "pattern"


def test_repeats_of_ordinary_size_are_no_trouble():
    check(r"(?:[0-9a-f]{4}:){7}[0-9a-f]{4}", "regex")
    check(r"(?:\d{4}[ -]?){4}", "regex")


def test_a_catastrophic_pattern_ends_in_time_and_the_others_are_looked_at():
    given = rules(
        (CATASTROPHE, "regex", "hold"), (r"b+c", "regex", "hold"), ("gull", "word", "hold")
    )
    begun = time.thread_time()
    findings = given.look(f"gull bbc {BAIT}")
    assert time.thread_time() - begun < 4 * BUDGET
    assert findings.slow == (1,)
    assert not findings.is_complete
    assert {hit.found for hit in findings.hits} == {"gull", "bbc"}


def test_many_catastrophic_patterns_share_one_budget():
    many = rules(*((CATASTROPHE + "b?" * number, "regex", "hold") for number in range(40)))
    begun = time.thread_time()
    assert not many.look(BAIT).is_complete
    assert time.thread_time() - begun < 4 * BUDGET


def test_two_thousand_rules_take_little_of_an_ordinary_comment():
    given = [(f"word{n} of phrase", "word", "hold") for n in range(1_700)]
    given += [(f"wild{n}*", "wildcard", "hold") for n in range(200)]
    given += [(rf"\bodd{n}\w+ly\b", "regex", "hold") for n in range(100)]
    ready = rules(*given)
    begun = time.thread_time()
    for _ in range(5):
        assert ready.look("What the harbour needs is a bell that rings. " * 10).is_complete
    assert (time.thread_time() - begun) / 5 < BUDGET


def test_what_no_rule_could_be_held_against_waits_and_a_mark_publishes():
    slow = look(BAIT, (CATASTROPHE, "regex", "refuse"))
    assert (slow.outcome, slow.screen) == ("hold", "word_rules")
    assert look(BAIT, (CATASTROPHE, "regex", "mark")) is None
    marked = look("A gull.", ("gull", "word", "mark"))
    assert (marked.outcome, marked.reason) == ("publish", "Marked: the word “gull”.")


def test_refusing_goes_before_holding_and_holding_before_marking():
    given = [("crypto", "word", "mark"), ("loans", "word", "hold"), ("wom*", "wildcard", "refuse")]
    assert look("crypto loans wombat", *given).outcome == "refuse"
    assert look("crypto loans wombat", *given).reason == "“wombat” is not used here."
    held = look("crypto loans", *given)
    assert held.outcome == "hold"
    assert held.reason == "It has the word “loans”. Marked: the word “crypto”."


def test_rules_come_back_from_their_own_export():
    made = [
        WordRule(pattern=pattern, kind=kind, action=action, note=note, is_on=is_on)
        for pattern, kind, action, note, is_on in (
            ("gull", "word", "hold", "", True),
            ('=cmd|"x"', "word", "refuse", "a, note", True),
            (r"^\s*'quoted'|,", "regex", "mark", "+1", False),
            ("'=x", "word", "mark", "", True),
        )
    ]
    text = "".join(table.written(made))
    assert not any(
        cell.startswith(("=", "+")) for line in text.splitlines() for cell in line.split(",")
    )
    back = table.read(text.encode())
    assert [(one.pattern, one.kind, *one.rest) for one in back] == [
        (one.pattern, one.kind, one.action, one.note, one.is_on) for one in made
    ]


def test_a_plain_list_of_words_is_a_table_too():
    back = table.read("\ufeffgull\r\n\r\ncheap loans, now\n".encode())
    assert [(one.line, one.pattern, one.kind, one.action) for one in back] == [
        (1, "gull", "word", "hold"),
        (3, "cheap loans, now", "word", "hold"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no rule"), (b"\xff\xfe", "UTF-8"), (b"pattern\n", "no rule"), (b"x" * 1_000_001, "megabyte"),
        (b"pattern,kind\ngull,word\nx,nonsense\n", "Line 3: “nonsense” is none of word, wildcard, regex"),
        (b"pattern,action\ngull,burn\n", "Line 2"), (b'pattern,note\ngull,"open\n', "Line"),
        (b'pattern\n"a"b\n', "CSV"), (b"pattern,kind\ng\x00ull,\x00\n,,,,\n", None),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_line(data, reason):
    if reason is None:
        assert [one.pattern for one in table.read(data)] == ["gull"]
        return
    with pytest.raises(RuleRefused, match=reason):
        table.read(data)
