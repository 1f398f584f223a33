"""One line of Markdown to the text that it shows, and what stands in it besides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from synthgrid.domain.branches import DATA

_COMMENT: Final = re.compile(rf"<!-- {DATA} (\{{.*\}}) -->", re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_AFTER_BOLD: Final = frozenset(" :：\u00a0")


@dataclass(frozen=True, slots=True)
class Inline:
    """A line as it is read.

    Attributes:
        text: What it shows.
        raw: As it is written; "" where that is the same.
        bold: Whether all of it is bold.
        kept: What an export keeps in the comment at its end.
        group: The group that an export names before it.
        addresses: Where its links lead to, and its pictures stand.
    """

    text: str
    raw: str = ""
    bold: bool = False
    kept: str | None = None
    group: str = ""
    addresses: tuple[str, ...] = ()


def read_inline(content: str, tokens: Sequence[Token], *, own: bool = False) -> Inline:
    """Read a line.

    Args:
        content: As it is written.
        tokens: As it is parsed.
        own: Whether it was added by hand to what an export wrote, and names its group as that does.
    """
    kept = next(
        (found[1] for one in tokens if one.type == "html_inline" and (found := _COMMENT.fullmatch(one.content))), None
    )
    group = ""
    if kept is not None:
        tokens = [one for one in tokens if one.type != "html_inline" or not _COMMENT.fullmatch(one.content)]
    if kept is not None or own:
        tokens, group = _without_group(tokens)
    text = "".join(map(_said, tokens)).strip()
    raw = content if kept is None and content != text else ""
    addresses = (str(one.attrs.get("href") or one.attrs.get("src") or "") for one in tokens)
    return Inline(text, raw, _is_bold(tokens), kept, group, tuple(dict.fromkeys(filter(None, addresses))))


def _said(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if _BREAK.fullmatch(token.content) else ""
        case "image":
            return token.content or str(token.attrs.get("src", ""))
    return token.content


def _without_group(tokens: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """Take off the group that stands at the end, « *(Table 1)* »: no text has such a sign that is not escaped."""
    end = len(tokens)
    while end and tokens[end - 1].type == "text" and not tokens[end - 1].content.strip():
        end -= 1
    if not end or tokens[end - 1].type != "em_close":
        return tokens, ""
    start = max(at for at in range(end) if tokens[at].type == "em_open")
    inside = "".join(map(_said, tokens[start:end])).strip()
    if not (inside.startswith("(") and inside.endswith(")")):
        return tokens, ""
    return tokens[:start], inside[1:-1]


def _is_bold(tokens: Sequence[Token]) -> bool:
    said = [one for one in tokens if one.type != "text" or set(one.content) - _AFTER_BOLD]
    kinds = [one.type for one in said]
    return len(kinds) > 2 and kinds[0] == "strong_open" and kinds.index("strong_close") == len(kinds) - 1  # noqa: PLR2004 (the two signs and a text)
