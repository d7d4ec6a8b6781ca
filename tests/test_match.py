"""A finding held against a condition."""

from __future__ import annotations

from rag import match, readout
from rag.condition import Condition, asked
from rag.fields import Fields
from rag.findings import Finding, Findings


def table(fields: Fields, **sentences: str) -> Findings:
    """The findings of bodies of one sentence each."""
    rows: list[Finding] = []
    for number, (body, sentence) in enumerate(sentences.items()):
        for said in readout.read(sentence, fields, readout.Context()):
            rows.append(Finding(body, "2024/25", *said.values, number, 0, 0, len(sentence), said.clause))
    return Findings(rows, tuple(sentences), "2024/25")


def yes(question: str, fields: Fields, **sentences: str) -> set[str]:
    (condition,) = asked(question, fields).conditions
    return held(condition, fields, **sentences)


def held(condition: Condition, fields: Fields, **sentences: str) -> set[str]:
    found = table(fields, **sentences)
    return {body for body in sentences if any(v == match.YES for v, _ in match.rows(condition, found, fields, body, lambda *_: True))}


def test_more_than_met_is_not_met(fields: Fields) -> None:
    said = {"one": "The hens over-delivered against the efficiency plan.", "two": "The hens met the efficiency plan."}
    assert yes("Which boards beat their efficiency plan?", fields, **said) == {"one"}
    assert yes("Which boards met their efficiency plan?", fields, **said) == {"one", "two"}


def test_what_goes_beyond_must_be_said_of_the_field_itself(fields: Fields) -> None:
    said = {"one": "It exceeded its hopes for the garden fete, as well as achieving its efficiency plan."}
    assert not yes("Which boards beat their efficiency plan?", fields, **said)


def test_ahead_of_others_is_more_than_praise(fields: Fields) -> None:
    said = {"one": "It is a forerunner in dentistry.", "two": "Its dentistry is strong.", "three": "It leads on gardens, and progress on dentistry was good."}
    assert yes("Which boards are hailed as a pioneer in dentistry?", fields, **said) == {"one"}


def test_a_part_tells_nothing_of_a_whole_of_which_it_is_told(fields: Fields) -> None:
    said = {
        "one": "The efficiency plan was met, although recurrent efficiencies fell short.",
        "two": "Recurrent efficiencies fell short.",
        "three": "The efficiency plan was missed.",
    }
    assert yes("Which boards missed their efficiency plan?", fields, **said) == {"two", "three"}
    assert yes("Which boards fell short on recurrent efficiencies?", fields, **said) == {"one", "two"}


def test_what_does_not_reach_all_is_another_failing_than_poor_work(fields: Fields) -> None:
    said = {"one": "Tobacco services are not yet universally offered.", "two": "Its work on tobacco remains of concern."}
    assert yes("Where is tobacco treatment not available to everyone?", fields, **said) == {"one"}


def test_unrealised_gains_are_no_missed_plan(fields: Fields) -> None:
    assert not yes("Which boards missed their efficiency plan?", fields, one="There are unrealised efficiency gains in the kitchens.")


def test_how_to_reduce_is_no_reduction(fields: Fields) -> None:
    said = {"one": "A plan shows how to reduce reliance on temporary staff.", "two": "The system reduced its use of temporary staff."}
    assert yes("Which boards reduced temporary staffing?", fields, **said) == {"two"}
