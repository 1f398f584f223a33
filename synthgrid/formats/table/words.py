"""The words that the headings of tables are known by, and those that stand for a polarity or a section."""

import re
from collections.abc import Mapping
from typing import Final

from synthgrid.domain.mapping import FACET, FACET_PREFIX, FIELDS, IGNORE, ITEM, SUBCATEGORY, TITLE
from synthgrid.domain.text import LINE_MAX, folded
from synthgrid.domain.values import POINT, SECTIONS, Polarity
from synthgrid.formats.text.words import exact_meaning, field_of

TIME: Final = "time"
PERSON: Final = "person"
RESPONSE: Final = "response"
MODERATED: Final = "moderated"
LINK: Final = "link"
"""What a column may hold besides the targets of a mapping: when an answer came, who sent it, its number, whether
moderators kept it, and where it can be read."""

TEXTS: Final = (
    *("text", "texte", "texte de la contribution", "texte de la proposition", "contribution", "contributions"),
    *("votre contribution", "proposition", "propositions", "votre proposition", "proposal", "proposals", "verbatim"),
    *("verbatims", "verbatimes", "body", "comment body", "comment", "commentaire", "votre commentaire", "comentario"),
    *("idee", "idees", "votre idee", "idea", "argument description", "argument", "arguments", "argumento"),
    *("statement", "enonce", "item", "post it", "postit", "opinion", "expression", "reponse", "message", "contenu"),
    *("content", "texto", "propuesta", "description", "descripcion", "ce qui a ete dit", "resume", "summary"),
)
"""Headings of the column that holds what was said, the surest first; the others of a table are notes."""

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    TITLE: ("title", "titre", "titulo", "intitule", "titre de la proposition", "titre de la contribution"),
    "group": (
        *("group", "groupe", "groupes", "sous groupe", "table", "equipe", "team", "grupo", "mesa", "nom du groupe"),
        *(
            "group name",
            "numero de table",
            "n° de table",
            "no de table",
            "table n°",
            "numero du groupe",
            "table number",
        ),
    ),
    "actor": (
        *("actor", "acteur", "acteurs", "actrice", "type d'acteur", "type d'acteurs", "categorie d'acteurs", "profil"),
        *("votre profil", "vous etes", "qui etes vous", "public", "type de public", "role", "votre role", "profile"),
        *("you are", "who are you", "fonction", "votre fonction", "metier"),
    ),
    "voice": ("voice", "voix"),
    "category": (
        *("category", "categorie", "categories", "theme", "themes", "thematique", "thematiques", "topic", "topics"),
        *("tema", "categoria", "axe", "category name", "arguments name", "categorie 1", "theme 1"),
    ),
    SUBCATEGORY: ("subcategory", "sous categorie", "sous theme", "sous thematique", "subtopic", "subtheme"),
    "also": ("also", "aussi", "autres themes", "autres categories", "other categories"),
    "polarity": ("polarity", "polarite", "polarites", "alignment", "polaridad"),
    "section": ("section", "rubrique", "rubriques", "sections"),
    "external_id": ("external id", "identifiant externe", "external identifier"),
    "parent": ("parent", "parent id", "parent ref", "sous le numero", "below number", "en reponse a", "in reply to"),
    "note": ("note", "notes", "remarque", "remarques", "precision", "precisions", "note d'animation", "nota"),
    "ref": ("ref", "numero", "number", "n°", "no"),
    "id": ("id", "identifiant", "identifier", "uuid", "comment id", "code", "reference"),
    RESPONSE: (
        *("id de la reponse", "response id", "id reponse", "numero de la reponse", "response number", "serial"),
        *("numero de serie", "sid", "serial number", "submission id", "id de soumission", "respondent id", "seed"),
    ),
    TIME: (
        *("horodateur", "horodatage", "timestamp", "datetime", "date et heure", "submitdate", "startdate", "datestamp"),
        *("date de soumission", "date d'envoi", "date de l'envoi", "date de lancement", "date de la derniere action"),
        *("date submitted", "date started", "date last action", "submitted time", "completed time", "modified time"),
        *("heure de debut", "heure de fin", "heure de la derniere modification", "start time", "completion time"),
        *("last modified time", "temps", "time", "duree", "created at", "updated at", "published at", "date"),
        *("heure de soumission", "heure de completion", "heure de modification", "modifie"),
        *("cree le", "modifie le", "marca temporal", "lastpage", "derniere page", "startlanguage"),
        *("langue de depart", "start language", "last page", "brouillon", "draft"),
    ),
    PERSON: (
        *("email", "e mail", "adresse e mail", "adresse email", "adresse mail", "mail", "email address", "courriel"),
        *("adresse de messagerie", "adresse ip", "ip address", "ipaddr", "ip", "refurl", "url referente"),
        *("nom d'utilisateur", "username", "uid", "nom", "prenom", "nom et prenom", "name", "votre nom", "telephone"),
        *("votre email", "votre adresse e mail", "votre adresse email", "referrer url"),
    ),
    MODERATED: ("moderated",),
    LINK: ("url", "lien", "link"),
}
"""What a column is -> its headings, folded, `_`, `-` and `/` read as blanks."""

_KNOWN: Final = {
    **dict.fromkeys(TEXTS, ITEM),
    **{name: role for role, names in _NAMES.items() for name in names},
}
_LOOSE_POLARITY: Final = frozenset(
    (
        *("type", "types", "argument type", "argument types", "avis", "type d'avis", "sentiment", "tonalite", "vote"),
        *("colonne", "column", "position", "positionnement", "stance", "pour contre", "tipo", "plus moins", "nature"),
    )
)
"""Headings of columns that hold polarities only when their cells say so."""

NO_TITLES: Final = frozenset(("details de la soumission", "submission details"))
"""What programs write above a table, and is not its title."""

_OWN_TABLE: Final = re.compile(
    r"(?:(?:quel(?:le)? est|dans quel(?:le)?|a quel(?:le)?|which)?\s*(?:votre|your|quel(?:le)?|le|la)?\s*"
    r"(?:numero de |nom (?:de |du )?)?(?:table|groupe|equipe|group|team)"
    r"(?:\s+(?:etes vous|etiez vous|de travail|were you (?:in|at)|number))?)\s*\??"
)
_LOCALE: Final = re.compile(r"^(?P<name>.+)/(?P<locale>(?!id$)[a-z]{2}(?:-[A-Za-z]{2,4})?)$")
_CODED: Final = re.compile(r"^[A-Za-z]\w*\d\w*(?:\[\w+\])?\.\s+(?=\S)")
_CODED_COLUMN: Final = re.compile(r"^(?:id|submitdate|lastpage|startlanguage|startdate|datestamp|seed|ipaddr)\.\s+")

_SIGNS: Final = {
    **dict.fromkeys(
        ("1", "+1", "++", "support", "[support]", "in favor", "in favour", "favor", "favorable"), "positive"
    ),
    **dict.fromkeys(("favour", "agree", "d'accord", "pro", "like", "aime", "plus delta +", "si"), "positive"),
    **dict.fromkeys(("-", "-1", "−", "–", "—", "--", "attack", "[attack]", "oppose", "opposed", "contra"), "improve"),
    **dict.fromkeys(("defavorable", "disagree", "pas d'accord", "con", "dislike", "ameliorer"), "improve"),
    **dict.fromkeys(("0", "neutre", "neutral", "neutro", "none", "aucun", "aucune", "n/a", "na", "nan", "null"), ""),
    **dict.fromkeys(("sans avis", "sans avis exprime", "abstention", "sin posicion", "ne se prononce pas"), ""),
}
_MEANT: Final = {f"polarity:{polarity}": polarity.value for polarity in Polarity}


def plain(heading: str) -> str:
    """Return a heading as the words of this module are written."""
    return " ".join(re.sub(r"[_/\-]", " ", folded(heading)).strip(" :*?.").split())


def localised(heading: str) -> tuple[str, str]:
    """Return a heading without the language that Decidim writes after it, and the language: `title/fr`."""
    found = _LOCALE.match(heading)
    return (found["name"], found["locale"].lower()) if found else (heading, "")


def bare(heading: str) -> str:
    """Return a heading without the code that LimeSurvey writes before it: `G01Q02. Votre table`."""
    return heading if len(heading) > LINE_MAX else _CODED_COLUMN.sub("", _CODED.sub("", heading))


def role_of(heading: str) -> str | None:
    """Return what a heading says that its column is, `polarity?` where the cells must say it too, or None."""
    if len(heading) > LINE_MAX:
        return None
    if heading.lower().startswith(FACET_PREFIX) and len(heading) > len(FACET_PREFIX):
        return FACET
    if heading in FIELDS:
        return heading
    return field_of(heading, _usual_role(plain(bare(localised(heading)[0]))))


def _usual_role(name: str) -> str | None:
    if name in _LOOSE_POLARITY:
        return "polarity?"
    return "group" if _OWN_TABLE.fullmatch(name) else _KNOWN.get(name)


def is_known(heading: str) -> bool:
    """Tell whether a heading is one of those of this module, of a polarity or of a section."""
    return 0 < len(heading) <= LINE_MAX and (role_of(heading) is not None or exact_meaning(bare(heading)) is not None)


def text_rank(heading: str) -> int:
    """Return how sure it is that a heading stands above what was said; 0 is the surest."""
    name = plain(bare(localised(heading)[0]))
    return TEXTS.index(name) if name in TEXTS else len(TEXTS)


def polarity_of(cell: str) -> str | None:
    """Return the polarity that a cell means, "" for none of them, None when it is no word for one."""
    if len(cell) > LINE_MAX:
        return None
    if cell in list(Polarity):
        return cell
    known = _SIGNS.get(folded(cell))
    return known if known is not None else _MEANT.get(exact_meaning(cell) or "")


def section_of(cell: str) -> str | None:
    """Return the key of the section that a cell means, None when it is no word for one."""
    if cell in SECTIONS:
        return cell
    if len(cell) > LINE_MAX:
        return None
    if folded(cell) in {"point", "points", "contribution", "contributions"}:
        return POINT
    meant = exact_meaning(cell) or ""
    return meant.removeprefix("section:") if meant.startswith("section:") else None


NOT_SAID: Final = frozenset((IGNORE, TIME, PERSON, RESPONSE, MODERATED, LINK))
"""Columns that hold nothing people said."""
