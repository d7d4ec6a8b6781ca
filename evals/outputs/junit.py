"""A report as JUnit XML, which any CI shows: a test case for each case and edition.

A test fails exactly where the gate does: a case that was right and is wrong, or one that breaks a floor. A case that is wrong and fails
nothing (it was wrong before, it is new, its flip is accepted, there is no baseline) counts as skipped and says why.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.report import Report, Run
from evals.run import Result

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


def text(report: Report) -> str:
    """The XML of the whole report."""
    top = ElementTree.Element("testsuites", name="citewell eval")
    for run in report.runs:
        suite = ElementTree.SubElement(top, "testsuite", name=run.edition)
        failed = skipped = 0
        for result in run.results:
            entry = ElementTree.SubElement(
                suite, "testcase", classname=f"{run.edition}.{result.category}", name=_clean(result.case), time=f"{result.milliseconds / 1000:.3f}"
            )
            failures = _failures(report, run, result)
            if failures:
                failed += 1
                ElementTree.SubElement(entry, "failure", message="; ".join(failures)).text = _told(result)
            elif not result.correct:
                skipped += 1
                ElementTree.SubElement(entry, "skipped", message=_why(report, run, result))
        total = sum(r.milliseconds for r in run.results) / 1000
        suite.attrib |= {"tests": str(len(run.results)), "failures": str(failed), "skipped": str(skipped), "errors": "0", "time": f"{total:.3f}"}
    ElementTree.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(top, encoding="unicode") + "\n"


def _failures(report: Report, run: Run, result: Result) -> list[str]:
    found = [f"breaks a floor: {held.floor}" for held in report.gate.floors if held.edition == run.edition and result.case in held.broken]
    lost = any(flips.edition == run.edition and result.case in flips.lost for flips in report.gate.flips)
    return [*found, *(["was right and is wrong"] if lost else [])]


def _why(report: Report, run: Run, result: Result) -> str:
    for flips in report.gate.flips:
        if flips.edition == run.edition:
            accepted = dict(flips.accepted)
            if result.case in accepted:
                return _clean(f"wrong, which is accepted: {accepted[result.case]}")
            return "wrong, and new since the baseline" if result.case in flips.new else "wrong, as before"
    return "wrong; there is no baseline to hold it against"


def _told(result: Result) -> str:
    return _clean(f"{result.question}\n\n{result.text}".strip() or "What it asks and what was answered is not shown here.")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", text)
