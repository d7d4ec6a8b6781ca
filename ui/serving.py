"""Addresses beside the page: a conversation as a file, and the evaluation report."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.about import report_file
from ui.desk import SORRY
from ui.export import UnknownFormat, take_away
from ui.findings import csv_text, regions_of, rows, themes_of
from ui.opening import NotOpen
from ui.permalink import LinkError
from ui.usage import UsageError, known

if TYPE_CHECKING:
    from ui.desk import Desk

_log = logging.getLogger("citewell")


def routes(desk: Desk) -> list[Route]:
    """`take/citewell.<format>?q=...` makes a file of a conversation (`part=last`: of its last answer);
    `take/findings.csv?theme=...&region=...` has the findings; `report` shows the evaluation report."""

    def take(request: Request) -> Response:
        try:
            answers = [turn.answer for turn in desk.replayed(request.url.query)]
            if not answers:
                return PlainTextResponse("Nothing was asked: the address needs ?q= and a question.", 400)
            wanted = answers[-1:] if request.query_params.get("part") == "last" else answers
            file = take_away(wanted, request.path_params["ending"], desk.home.catalogue)
        except (LinkError, UnknownFormat) as error:
            return PlainTextResponse(str(error), 400)
        except NotOpen as error:
            return PlainTextResponse(str(error), 503)
        except Exception:
            _log.exception("a file could not be made")
            return PlainTextResponse(SORRY, 500)
        return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": f'attachment; filename="{file.name}"'})

    def findings(request: Request) -> Response:
        try:
            a = desk.assistant
            themes = known(request.query_params.getlist("theme"), themes_of(a), "theme")
            regions = known(request.query_params.getlist("region"), regions_of(a), "region")
            text = csv_text(rows(a, themes=themes, regions=regions))
        except UsageError as error:
            return PlainTextResponse(str(error), 400)
        except NotOpen as error:
            return PlainTextResponse(str(error), 503)
        except Exception:
            _log.exception("the findings could not be written")
            return PlainTextResponse(SORRY, 500)
        headers = {"Content-Disposition": 'attachment; filename="findings.csv"'}
        return Response(text.encode("utf-8-sig", "replace"), media_type="text/csv; charset=utf-8", headers=headers)

    def report(request: Request) -> Response:
        file = report_file(desk.home.path)
        if file is None:
            return PlainTextResponse("No evaluation report is here; citewell eval --report makes one.", 404)
        return Response(file.read_bytes(), media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": "sandbox allow-scripts"})

    return [Route("/take/citewell.{ending}", take), Route("/take/findings.csv", findings), Route("/report", report)]
