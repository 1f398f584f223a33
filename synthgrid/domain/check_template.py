"""The judge of templates of one's own: the body of a PUT, and those that a document carries."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from synthgrid.domain import axes, fields
from synthgrid.domain.fields import Reader, Refused, escaped
from synthgrid.domain.forms import (
    ALIASES_MAX,
    CARRIED_MAX,
    FIELDS_MAX,
    FORMS,
    LABEL_MAX,
    PARTS_MAX,
    TEXT,
    VALUES_MAX,
    Axis,
    AxisValue,
    Composite,
    Label,
    Pivot,
    Table,
    TableField,
    Template,
    Words,
    names_of,
)
from synthgrid.domain.judging import Judge
from synthgrid.domain.paths import read_path
from synthgrid.domain.templates import COMPOSITES, KEY_PATTERN, RESERVED, TEMPLATES
from synthgrid.domain.text import folded
from synthgrid.domain.values import POINT, SECTIONS, Polarity
from synthgrid.errors import N_, Fault, InvalidDocumentError
from synthgrid.i18n import LANGUAGES

template_key: Final = fields.matching(KEY_PATTERN, N_("a key such as “reading-grid”: a letter, then a-z, 0-9, - and _"))
"""Reads the key of a template, wherever it may be from."""

_section: Final = fields.matching(fields.SECTION_PATTERN, N_("a key such as “point” or “keyword”"))
_name: Final = fields.required(fields.line)

_KEYS: Final[Mapping[axes.Field, Reader]] = {
    axes.POLARITY: fields.choice(Polarity),
    axes.SECTION: _section,
    axes.CATEGORY: lambda value: fields.path(list(read_path(value))),
}
"""What the values of a field are called; those of the others by any name."""


def _own_key(value: Any) -> str:
    key = template_key(value)
    if key in SECTIONS:
        raise Refused(N_("“%(key)s” is the key of a section; choose another."), key=key)
    if key in RESERVED:
        raise Refused(N_("“%(key)s” is kept for a template that synthgrid will have; choose another."), key=key)
    return str(key)


def _carried_key(value: Any) -> str:
    key = _own_key(value)
    if key in TEMPLATES:
        raise Refused(N_("“%(key)s” is one of synthgrid's own templates, which are everywhere; leave it out."), key=key)
    return key


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(N_("It must be true or false."))
    return value


def check_template(data: Any, key: str) -> Template:
    """Judge the body of a template; what it says itself of its key and revision is that of where it was read.

    Args:
        data: The JSON value sent.
        key: Where it is sent to.

    Raises:
        InvalidDocumentError: With a fault for each place refused.
    """
    faults: list[Fault] = []
    judge = _TemplateJudge(faults)
    judge.plain(_own_key)(key, "/key")
    found = judge.template(data, "", template_key)
    if found is None or faults:
        raise InvalidDocumentError(faults)
    return judge.made(found, key)


def read_templates(data: Mapping[str, Any], faults: list[Fault]) -> tuple[Template, ...]:
    """Read the templates that a document carries; what is refused is added to `faults`."""
    judge = _TemplateJudge(faults)
    found: list[Template] = judge.each(data.get("templates"), "/templates", CARRIED_MAX, judge.carried)
    judge.once([one.key for one in found], "/templates", "/key")
    return tuple(found)


Found = dict[str, Any]
"""The fields of a template, read."""

_OF_ANY_FORM: Final = (
    *("form", "key", "own", "revision", "label", "section"),
    *("columns", "rows", "fields", "parts", "closings", "labels"),
)
"""The fields that a template of some form has."""


class _TemplateJudge(Judge):
    """Reads templates, and keeps what is wrong with them."""

    def carried(self, value: Any, pointer: str) -> Template | None:
        """Read a template that says its key itself."""
        found = self.template(value, pointer, _carried_key)
        if found is not None and "key" not in found:
            self.fault(f"{pointer}/key", N_("It is required."))
            return None
        return None if found is None else self.made(found, found["key"])

    def made(self, found: Found, key: str) -> Template:
        """Return the template of the fields that were read."""
        label = found["label"]
        match found["form"]:
            case Composite.form:
                closings, labels = (tuple(found.get(name, {}).items()) for name in ("closings", "labels"))
                return Composite(key, label, tuple(found["parts"]), closings, labels, "")
            case Table.form:
                section, rows = found.get("section", POINT), found.get("rows")
                return Table(key, label, section, tuple(found["fields"]), rows, "")
            case _:
                section, rows = found.get("section", POINT), found.get("rows")
                return Pivot(key, label, section, found["columns"], rows, "")

    def template(self, value: Any, pointer: str, key: Reader) -> Found | None:
        """Read a template of any form; None when something is wrong with it."""
        form = value.get("form") if isinstance(value, dict) else None
        if isinstance(value, dict) and form not in FORMS:
            self.fault(f"{pointer}/form", N_("It must be one of: %(choices)s."), choices=", ".join(FORMS))
            self.members(dict.fromkeys(value), pointer, dict.fromkeys(_OF_ANY_FORM, self.label))
            return None
        shared = {
            "form": self.plain(fields.line),
            "key": self.plain(key),
            "own": self.plain(_truth),
            "revision": self.plain(fields.line),
            "label": self.heading,
        }
        match form:
            case Composite.form:
                return self._composite(value, pointer, shared)
            case Table.form:
                return self._table(value, pointer, shared)
            case _:
                return self._pivot(value, pointer, shared)

    def _pivot(self, value: Any, pointer: str, shared: Mapping[str, Any]) -> Found | None:
        readers = {**shared, "section": self.plain(_section), "columns": self.axis, "rows": self.axis}
        found = self.members(value, pointer, readers, ("label", "columns"))
        rows = None if found is None else found.get("rows")
        if found is not None and rows is not None and rows.field == found["columns"].field:
            self.fault(f"{pointer}/rows/field", N_("The columns are this field already."))
            return None
        return found

    def _table(self, value: Any, pointer: str, shared: Mapping[str, Any]) -> Found | None:
        def columns(listed: Any, at: str) -> list[TableField] | None:
            found = self.each(listed, at, FIELDS_MAX, self.column, least=1)
            self.once([one.field for one in found], at, "/field")
            if found and all(one.field != TEXT for one in found):
                self.fault(at, N_("One of them must be “%(field)s”, the item itself."), field=TEXT)
            return found

        readers = {**shared, "section": self.plain(_section), "fields": columns, "rows": self.axis}
        return self.members(value, pointer, readers, ("label", "fields"))

    def _composite(self, value: Any, pointer: str, shared: Mapping[str, Any]) -> Found | None:
        def parts(listed: Any, at: str) -> list[str]:
            found = self.each(listed, at, PARTS_MAX, self.plain(_part), least=1)
            self.once(found, at)
            return found

        def closings(given: Any, at: str) -> dict[str, str] | None:
            return self.entries(given, at, PARTS_MAX, self.plain(_section))

        def labels(given: Any, at: str) -> dict[str, Label] | None:
            return self.entries(given, at, 2 * PARTS_MAX, self.label)

        readers = {**shared, "parts": parts, "closings": closings, "labels": labels}
        found = self.members(value, pointer, readers, ("label", "parts"))
        return None if found is None else self._of_its_parts(found, pointer)

    def _of_its_parts(self, found: Found, pointer: str) -> Found | None:
        """Refuse what is said of parts that a composite does not have."""
        known = {*found["parts"], *found.get("closings", {}).values()}
        others = [f"/closings/{escaped(key)}" for key in found.get("closings", ()) if key not in found["parts"]]
        others += [f"/labels/{escaped(key)}" for key in found.get("labels", ()) if key not in known]
        for one in others:
            self.fault(pointer + one, N_("It is not one of the parts."))
        return None if others else found

    def axis(self, value: Any, pointer: str) -> Axis | None:
        """Read columns or rows: a field, and its values in order."""

        def values(listed: Any, at: str) -> list[AxisValue]:
            return self.each(listed, at, VALUES_MAX, self.value)

        readers = {"field": self.plain(axes.field_among()), "label": self.label, "values": values}
        found = self.members(value, pointer, readers, ("field",))
        if found is None:
            return None
        listed = tuple(found.get("values", ()))
        self._names(found["field"], listed, f"{pointer}/values")
        return Axis(found["field"], listed, found.get("label", ""))

    def _names(self, field: axes.Field, values: Iterable[AxisValue], pointer: str) -> None:
        """Refuse keys that no value of the field has, and names that would be those of two columns."""
        seen: dict[str, int] = {}
        for number, value in enumerate(values):
            self.plain(_KEYS.get(field, _name))(value.key, f"{pointer}/{number}/key")
            for name in names_of(value):
                if seen.setdefault(folded(name), number) != number:
                    self.fault(f"{pointer}/{number}", N_("“%(name)s” is another value already."), name=name)

    def value(self, value: Any, pointer: str) -> AxisValue | None:
        """Read one column or row."""

        def aliases(listed: Any, at: str) -> list[str]:
            return self.each(listed, at, ALIASES_MAX, self.plain(_name))

        readers = {"key": self.plain(_name), "label": self.label, "aliases": aliases}
        found = self.members(value, pointer, readers, ("key",))
        if found is None:
            return None
        return AxisValue(found["key"], found.get("label", ""), tuple(found.get("aliases", ())))

    def column(self, value: Any, pointer: str) -> TableField | None:
        """Read one column of a table."""
        readers = {"field": self.plain(axes.field_among(TEXT)), "label": self.label}
        found = self.members(value, pointer, readers, ("field",))
        return None if found is None else TableField(found["field"], found.get("label", ""))

    def heading(self, value: Any, pointer: str) -> Label | None:
        """Read a label that cannot be empty."""
        found = self.label(value, pointer)
        if found == "":
            self.fault(pointer, N_("It must not be empty."))
        return found

    def label(self, value: Any, pointer: str) -> Label | None:
        """Read a label; in a language that it does not say it is said as in the other."""
        read = self.plain(lambda text: fields.line(text, LABEL_MAX))
        found = self.members(value, pointer, dict.fromkeys(LANGUAGES, read))
        if found is None:
            return None
        said_once = next(filter(None, found.values()), "")
        return Words(**{one: found.get(one) or said_once for one in LANGUAGES}) if said_once else ""


def _part(value: Any) -> str:
    key = _section(value)
    if key in COMPOSITES:
        raise Refused(N_("“%(key)s” is made of several parts itself; name one of a single part."), key=key)
    return str(key)
