"""What is kept on rows beside what was said: the same as what follows from it, whatever was done."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from synthgrid.domain.check_one import ById
from synthgrid.domain.search import searched
from synthgrid.errors import SynthgridError
from synthgrid.services import (
    add_category,
    add_group,
    add_proposal,
    delete_category,
    delete_group,
    delete_proposal,
    put_workshop,
    update_category,
    update_group,
    update_proposal,
)
from synthgrid.storage import Database, Session, find_workshop, tables
from tests.builders import a_document, checked
from tests.databases import a_database, a_workspace, imported

HANDED_DOWN = ("group", "section", "polarity", "category", "archived")


def rows(session: Session, kind: type[Any]) -> dict[str, Any]:
    """Return the rows of a table by id, each after its parent."""
    found = {row["id"]: row for row in session.execute(select(kind.__table__)).mappings()}
    ordered: dict[str, Any] = {}
    waiting = list(found.values())
    while waiting:
        row = waiting.pop(0)
        if row.get("parent") is None or row["parent"] in ordered:
            ordered[row["id"]] = row
        else:
            waiting.append(row)
    return ordered


def assert_kept(database: Database, workspace: str) -> None:
    """Compare every column that is kept with what it follows from."""
    with database.read() as session:
        for kind, names in (
            (tables.Group, ("name", "actor")),
            (tables.Category, ("name", "definition")),
            (tables.Proposal, ("text", "note", "external_id", "actor")),
        ):
            found = rows(session, kind)
            places = {}
            for key, row in found.items():
                assert row["search"] == searched(row[name] or "" for name in names)
                if kind is tables.Group:
                    places[key] = f"{row['position']:010d}"
                else:
                    places[key] = f"{places.get(row['parent'], '')}{row['position']:010d}"
                    assert row["place"] == places[key]
            assert len(set(places.values())) == len(places), "siblings stand at one place"
        shown: dict[str | None, dict[str, Any]] = {None: dict.fromkeys(HANDED_DOWN)}
        for key, row in rows(session, tables.Proposal).items():
            shown[key] = {name: row[name] or shown[row["parent"]][name] for name in HANDED_DOWN}
            assert {name: row[f"shown_{name}"] or None for name in HANDED_DOWN} == {
                name: value or None for name, value in shown[key].items()
            }
        seen = [one for key, one in shown.items() if key is not None and not one["archived"]]
        counts = find_workshop(session, workspace, "atelier").counts
        assert counts["proposals"] == len(seen)
        assert counts["sections"] == Counter(one["section"] for one in seen)
        assert counts["polarities"] == Counter(one["polarity"] for one in seen if one["polarity"])
        assert counts["groups"] == len(rows(session, tables.Group))
        assert counts["categories"] == len(rows(session, tables.Category))


class Hands:
    """Somebody who does anything to a workshop, right or wrong."""

    def __init__(self, database: Database, workspace: str, seed: int) -> None:
        self.database, self.workspace, self.dice = database, workspace, random.Random(seed)

    def ids(self, kind: type[Any]) -> list[str]:
        """Return the ids of what is there, in no order."""
        with self.database.read() as session:
            return sorted(session.scalars(select(kind.id)))

    def one(self, kind: type[Any]) -> str | None:
        """Return one of them, or none."""
        return self.dice.choice([None, *self.ids(kind)])

    def by_id(self, kind: type[Any]) -> ById | None:
        """Return one of them as a body names it."""
        key = self.one(kind)
        return ById(key) if key else None

    def beside(self, kind: type[Any]) -> dict[str, Any]:
        """Return where to stand, half of the time."""
        key = self.one(kind)
        return {self.dice.choice(["before", "after"]): key} if key and self.dice.random() < 0.5 else {}

    def proposal(self) -> dict[str, Any]:
        """Return fields of a proposal."""
        every = {
            "text": self.dice.choice(["Élan", "Œuvre", "Temps"]),
            "note": self.dice.choice([None, "À voir"]),
            "group": self.by_id(tables.Group),
            "category": self.by_id(tables.Category),
            "polarity": self.dice.choice([None, "positive", "improve"]),
            "section": self.dice.choice([None, "keyword"]),
            "parent": self.one(tables.Proposal),
            "archived": self.dice.choice([False, False, True]),
        }
        return {name: value for name, value in every.items() if self.dice.random() < 0.5} | self.beside(tables.Proposal)

    def do(self, use_case: Any, *arguments: Any, **options: Any) -> None:
        """Do something; what is against a rule changes nothing."""
        try:
            self.database.write(lambda session: use_case(session, self.workspace, "atelier", *arguments, **options))
        except SynthgridError:
            return

    def anything(self) -> None:
        """Do one of all there is."""
        match self.dice.randrange(12):
            case 0:
                self.do(add_group, {"name": f"Table {self.dice.randrange(9)}", **self.beside(tables.Group)})
            case 1:
                self.do(update_group, self.one(tables.Group) or "x", {"actor": "Élus", **self.beside(tables.Group)})
            case 2:
                self.do(delete_group, self.one(tables.Group) or "x", move_to=self.one(tables.Group))
            case 3 | 4:
                fields = {"name": f"Thème {self.dice.randrange(9)}", "parent": self.by_id(tables.Category)}
                self.do(add_category, {**fields, **self.beside(tables.Category)})
            case 5:
                fields = {"parent": self.by_id(tables.Category)} if self.dice.random() < 0.5 else {}
                self.do(update_category, self.one(tables.Category) or "x", {**fields, **self.beside(tables.Category)})
            case 6:
                self.do(delete_category, self.one(tables.Category) or "x", move_to=self.one(tables.Category))
            case 7:
                self.do(delete_proposal, self.one(tables.Proposal) or "x", cascade=self.dice.random() < 0.3)
            case 8:
                self.do(put_workshop, checked(self.document()))
            case 9 | 10:
                self.do(add_proposal, {"text": "Neuf", **self.proposal()})
            case _:
                self.do(update_proposal, self.one(tables.Proposal) or "x", self.proposal())

    def document(self) -> dict[str, Any]:
        """Return a whole that has some of the proposals, in another order."""
        some = self.dice.sample(self.ids(tables.Proposal), k=min(4, len(self.ids(tables.Proposal))))
        items = [{"text": "Élan", "id": key, "group": "Table 1", "category": "Thème 1"} for key in some]
        nested = [{**items[0], "children": items[1:]}] if items else []
        return a_document(*nested, {"text": "Du tout", "polarity": "improve"})


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_follows_from_what_was_said_after_anything(tmp_path: Path, seed: int) -> None:
    database = a_database(tmp_path)
    hands = Hands(database, a_workspace(database), seed)
    imported(database, hands.workspace, a_document({"text": "Un", "children": [{"text": "Deux"}]}, "Trois"))

    for _ in range(60):
        hands.anything()
        assert_kept(database, hands.workspace)
