"""What an import or a replacement did, as it is answered."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, pre_dump

from synthgrid import i18n
from synthgrid.api.problems import language
from synthgrid.api.schemas.answers import CountsOut, WorkshopHead, WorkshopOut, plain
from synthgrid.api.schemas.shapes import AnswerSchema, told
from synthgrid.domain.report import ImportReport, Outcome, Put
from synthgrid.domain.values import WorkshopSummary


class CreatedNameOut(AnswerSchema):
    """A group that an item named and nothing listed."""

    name = fields.String(required=True)
    nearest = fields.String(required=True, allow_none=True, metadata=told("The known name that looks most like it."))


class CreatedPathOut(AnswerSchema):
    """A theme that an item named and nothing listed."""

    path = fields.List(fields.String(), required=True)
    nearest = fields.List(
        fields.String(), required=True, allow_none=True, metadata=told("The known path that looks most like it.")
    )


class HeadingOut(AnswerSchema):
    """How a heading was understood."""

    line = fields.Integer(required=True)
    text = fields.String(required=True)
    understood_as = fields.String(required=True)


class ReportItemOut(AnswerSchema):
    """What became of one item of a body."""

    index = fields.Integer(
        required=True,
        allow_none=True,
        metadata=told("Its place in reading order, from 0; null for what the body does not have."),
    )
    line = fields.Integer(required=True, allow_none=True)
    id = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, metadata={"enum": list(Outcome)})
    pointer = fields.String(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)


class ReportItems(fields.List[Any]):
    """The items of a report, ten thousand of them: written at once, as `ReportItemOut` would write each."""

    def _serialize(
        self,
        value: list[Any] | None,
        attr: str | None,  # noqa: ARG002 (marshmallow's)
        obj: Any,  # noqa: ARG002 (the same)
        **kwargs: Any,  # noqa: ARG002 (the same)
    ) -> list[dict[str, Any]]:
        spoken = language()
        return [
            {
                "index": item.index,
                "line": item.line,
                "id": item.id,
                "external_id": item.external_id,
                "status": item.status,
                "pointer": item.pointer,
                "message": i18n.translate(item.message, spoken) if item.message else None,
            }
            for item in value or ()
        ]


class ReplacementOut(AnswerSchema):
    """What a body changed, in figures, and what it created by naming it."""

    created = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    absent = fields.Integer(required=True, metadata=told("Stored items that the body does not have."))
    created_groups = fields.List(fields.Nested(CreatedNameOut), required=True)
    created_categories = fields.List(fields.Nested(CreatedPathOut), required=True)
    notes = fields.Method("_notes", required=True, metadata={"type": "array", "items": {"type": "string"}})

    def _notes(self, report: Any) -> list[str]:
        return [i18n.translate(note, language()) for note in self.get_attribute(report, "notes", ())]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and the workshop as it left it."""

    report: ImportReport
    workshop: WorkshopSummary
    dry_run: bool


class ReportOut(ReplacementOut):
    """The report of an import."""

    created_workshop = fields.Boolean(required=True)
    dry_run = fields.Boolean(required=True, metadata=told("Whether nothing was written."))
    items = ReportItems(fields.Nested(ReportItemOut), required=True)
    headings = fields.List(fields.Nested(HeadingOut), required=True)
    workshop = fields.Nested(WorkshopHead, required=True)
    counts = fields.Nested(CountsOut, required=True)

    @pre_dump
    def _flatten(self, imported: Imported, **_: Any) -> dict[str, Any]:
        counts = imported.workshop.counts
        return {**plain(imported.report), "workshop": imported.workshop, "counts": counts, "dry_run": imported.dry_run}


class WorkshopPut(WorkshopOut):
    """A workshop as a document left it."""

    report = fields.Nested(ReplacementOut, required=True)

    @pre_dump
    def _flatten(self, put: Put, **_: Any) -> dict[str, Any]:
        return {**plain(put.summary), "report": put.report}
