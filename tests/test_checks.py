"""What checking said of each sentence, in words."""

from __future__ import annotations

from dataclasses import replace

from rag.types import Answer, Checked, Outcome, Sentence
from ui.checks import checks_html, counted, line_of


def worded(answered: Answer) -> Answer:
    """An answer of which a model wrote five sentences: two are shown, one of them repaired, one was replaced, and two withheld."""
    rows = (
        Checked("It is in the middle.", (1,), True, "", 0.93, Outcome.SHOWN),
        Checked("It is 7 <b>years</b> old.", (1,), False, "the figure 7 stands nowhere in what it cites", None, Outcome.WITHHELD),
        Checked("Nobody said so.", (1,), False, "too little of it stands in what it cites", 0.31, Outcome.WITHHELD),
        Checked("The middle.", (1,), True, "", 0.9, Outcome.REPLACED),
        Checked("It is the middle one.", (1,), True, "", 0.97, Outcome.REPAIRED),
    )
    sentences = (*answered.sentences, Sentence("Dorset, 2024/25: It is in the middle.", (1,)), Sentence("It is the middle one.", (1,)))
    return replace(answered, sentences=sentences, verdicts=rows, provenance={**answered.provenance, "generator": "scripted"})


def test_own_words_are_told_from_a_models(answered: Answer) -> None:
    answer = worded(answered)
    own, model, repaired = (line_of(sentence, answer) for sentence in answer.sentences)
    assert own == "Checked: the quote’s own words; the board and year are those of its section."
    assert model == "Checked: its figures, years, names and board stand in what it cites (support 93%)."
    assert "Written again once" in repaired
    assert "worked out" in line_of(Sentence("Together 12.", (1,), computed=True), answer)


def test_what_became_of_every_sentence_is_counted(answered: Answer) -> None:
    assert counted(answered) == "1 sentence checked against its quote"
    assert counted(worded(answered)) == "3 sentences checked against their quotes, 1 repaired, 1 replaced, 2 withheld"
    assert counted(replace(answered, sentences=())) == "" == checks_html(replace(answered, sentences=()))


def test_withheld_and_replaced_sentences_stand_with_their_reasons(answered: Answer) -> None:
    made = checks_html(worded(answered))
    assert made.count("<li ") == 6
    assert '<li class="withheld"><b>Withheld</b> <span>It is 7 &lt;b&gt;years&lt;/b&gt; old.</span>' in made
    assert "Not shown: the figure 7 stands nowhere in what it cites." in made and "(support 31%)" in made
    assert '<li class="repaired"><b>Repaired</b> <span>It is the middle one.</span>' in made
    assert '<li class="replaced"' in made and "keep the answer short" in made and "Worded with scripted" in made
    assert "Worded with" not in checks_html(answered)
