"""Bodies shown in the specification and on its page; each is sent by a test."""

from typing import Any, Final

GROUP: Final[dict[str, Any]] = {"name": "Table 3", "actor": "habitants", "composition": "peer", "size": 6}
CATEGORY: Final[dict[str, Any]] = {"name": "Calendrier", "parent": "Gouvernance", "color": "#1f6f8b"}
PROPOSAL: Final[dict[str, Any]] = {
    "text": "Des réunions en début de soirée",
    "group": "Table 1",
    "category": ["Gouvernance", "CA"],
    "polarity": "improve",
}
WORKSHOP: Final[dict[str, Any]] = {
    "title": "Critères de réussite",
    "question": "À quoi voit-on que ça marche ?",
    "date": "2026-11-20",
    "place": "Agen",
    "groups": [{"name": "Table 1", "actor": "travailleurs sociaux", "composition": "peer", "size": 8}],
    "categories": [{"name": "Gouvernance", "side": "right"}, {"name": "CA", "parent": ["Gouvernance"]}],
    "proposals": [
        {
            "text": "Un comité de pilotage mixte",
            "group": "Table 1",
            "category": ["Gouvernance", "CA"],
            "polarity": "positive",
            "external_id": "row-17/q2/1",
            "children": [{"text": "Avec des habitants"}],
        }
    ],
}
TEMPLATE: Final[dict[str, Any]] = {
    "form": "pivot",
    "label": {"fr": "Grille de lecture", "en": "Reading grid"},
    "columns": {
        "field": "facet:level",
        "label": {"fr": "Niveau", "en": "Level"},
        "values": [
            {"key": "individual", "label": {"fr": "Individuel", "en": "Individual"}, "aliases": ["individuelle"]},
            {
                "key": "collective",
                "label": {"fr": "Collectif", "en": "Collective"},
                "aliases": ["collective", "groupe"],
            },
        ],
    },
    "rows": {"field": "category"},
}
KEY: Final[dict[str, Any]] = {"scope": "write", "label": "Formulaire du site", "days": 365}
SHARE: Final[dict[str, Any]] = {"workshop": "criteres-de-reussite", "label": "Pour la restitution", "days": 30}
TEXT: Final = """Atelier du mardi

Groupe 1

Points positifs
- L'accueil à l'entrée
    - dès la première visite

Table 2 : usagers

Points à améliorer
- Les horaires
"""
TABLE: Final = """texte;groupe;polarité;thème
L'accueil à l'entrée;Table 1;positif;Lieu
Les horaires;Table 2;à améliorer;Organisation
"""
MARKDOWN: Final = """# Atelier du mardi

## Accueil

### Points positifs

- L'accueil à l'entrée
  - dès la première visite

### Points à améliorer

- Les horaires
"""
FREEMIND: Final = """<map version="1.0.1">
<node TEXT="Atelier du mardi">
<node TEXT="Accueil" POSITION="right"><node TEXT="Les horaires"/></node>
</node>
</map>
"""
OPML: Final = """<opml version="2.0">
<head><title>Atelier du mardi</title></head>
<body><outline text="Accueil"><outline text="Les horaires" _note="Le soir"/></outline></body>
</opml>
"""
HTML: Final = "<h1>Atelier du mardi</h1>\n<h2>Accueil</h2>\n<ul><li>Les horaires</li></ul>\n"
CHANGES: Final[dict[str, dict[str, Any]]] = {
    "workshop": {"place": "Nérac", "question": None},
    "group": {"actor": "habitants et élus"},
    "category": {"definition": "Quand on se réunit"},
    "proposal": {"polarity": "positive", "note": "Dit deux fois"},
    "workspace": {"require_if_match": True},
}
