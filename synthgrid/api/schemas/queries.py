"""The options that addresses know."""

from typing import ClassVar, Final

from synthgrid.api import options
from synthgrid.api.options import OptionSchema, PageOptions
from synthgrid.domain import axes
from synthgrid.domain.axes import NONE
from synthgrid.domain.check_access import OVERLAP_MAX
from synthgrid.domain.fields import CATEGORY_DEPTH_MAX, COUNT_MAX
from synthgrid.domain.forms import FORMS
from synthgrid.domain.mapping import Split
from synthgrid.domain.options import DPI_DEFAULT, DPI_MAX, DPI_MIN, Layout, Pages, Paper, Theme
from synthgrid.domain.report import Absent
from synthgrid.domain.templates import COMPOSITES, TEMPLATES
from synthgrid.domain.tree import TREE_DEPTH_MAX
from synthgrid.domain.values import Composition, Layer, Polarity, Status, Voice
from synthgrid.formats import Format
from synthgrid.i18n import LANGUAGES
from synthgrid.storage.categories import ORDERS as CATEGORY_ORDERS
from synthgrid.storage.groups import ORDERS as GROUP_ORDERS
from synthgrid.storage.proposals import ORDERS as PROPOSAL_ORDERS
from synthgrid.storage.workshops import NEWEST_FIRST
from synthgrid.storage.workshops import ORDERS as WORKSHOP_ORDERS

Q: Final = "Words that are all in it, without regard to case and accents; words between quotation marks stand together."
SINCE: Final = "Only what changed at this moment or later."


class WorkshopOptions(PageOptions):
    """Which workshops."""

    q = options.question(f"{Q} Looked for in title, question, place and slug.")
    status = options.one_of(Status, "Workshops that have come this far.")
    language = options.language("Workshops held in this language.")
    template = options.name("Workshops with this template.")
    layer = options.one_of(Layer, "Workshops whose items are what was said, or a synthesis of it.")
    updated_since = options.moment(SINCE)
    sort = options.order(WORKSHOP_ORDERS, NEWEST_FIRST)

    class Meta:
        """Options whose names are words of Python."""

        include: ClassVar = {
            "from": options.day("Workshops of this day or later."),
            "to": options.day("Workshops of this day or earlier."),
        }


class GroupOptions(PageOptions):
    """Which groups."""

    q = options.question(f"{Q} Looked for in name and actor.")
    name = options.name("The group with this name.")
    actor = options.name("Groups of this actor.")
    composition = options.one_of(Composition, "Groups of this composition.")
    sort = options.order(GROUP_ORDERS, "position")


class CategoryOptions(PageOptions):
    """Which themes."""

    q = options.question(f"{Q} Looked for in name and definition.")
    parent = options.theme("Themes right below this one: its path.", NONE)
    depth = options.number(1, CATEGORY_DEPTH_MAX, "Themes of at most so many levels: 1 for those below no other.")
    sort = options.order(CATEGORY_ORDERS, "position")


class ProposalOptions(PageOptions):
    """Which proposals. What an item inherits counts as what it says itself."""

    q = options.question(f"{Q} Looked for in text, note, actor and external_id.")
    group = options.name("Items of this group: its name, its id, or “none” for items of no group.")
    actor = options.name("Items said by this actor, as the item or else its group says.")
    section = options.section("Items of this section.")
    polarity = options.among((*Polarity, NONE), "Items of this polarity, or of none.")
    category = options.theme("Items of this theme or of one below it: its path.", NONE)
    also = options.theme("Items that also belong to this theme: its path.")
    facet = options.facet("Items with this value, alone or among others, of a facet.")
    voice = options.among((*Voice, NONE), "Items of this voice, or of which it is not known.")
    parent = options.an_id("Items right below this one: its id, or “none” for items below no other.")
    ref = options.number(1, COUNT_MAX, "The item with this number.")
    external_id = options.name("The item with this id of its sender.")
    updated_since = options.moment(SINCE)
    archived = options.switch("Whether to list what is archived instead of what is shown.", "false")
    sort = options.order(PROPOSAL_ORDERS, "position")


class ImportOptions(OptionSchema):
    """How a body is read, and what it means where it says nothing."""

    format = options.one_of(Format, "The format of the body; else by Content-Type, else recognised.")
    dry_run = options.switch("Whether to report only, and write nothing.", "false")
    atomic = options.switch("Whether one bad item refuses all.", "false")
    group = options.name("The group of items that name none.")
    actor = options.name("Who said the items that name nobody.")
    category = options.category("The theme of items that name none: its path.")
    section = options.section("The section of items that name none.")
    polarity = options.one_of(Polarity, "The polarity of items that name none.")
    mapping = options.mapping()
    split = options.one_of(Split, "Whether each line of a cell of a table is an item; bullets are taken off.")
    sheet = options.name("The sheet of a workbook that is read; by default the first with contents.")
    raw = options.switch("Whether every `'` of a table belongs to its text, as in exports with `raw=true`.", "false")
    absent = options.one_of(Absent, "What becomes of stored items that the body does not have.", default=Absent.KEEP)


class ExportOptions(OptionSchema):
    """How a workshop is written as a file."""

    raw = options.switch(
        "Whether cells of CSV and TSV go without the `'` that keeps spreadsheets from computing or converting texts.",
        "false",
    )


class _DrawingOptions(OptionSchema):
    group = options.name("Draw the items of the group with this name only.")
    polarity = options.one_of(Polarity, "Draw the items of this polarity only.")
    section = options.section("Draw the items of this section only.")
    category = options.category("Draw this branch only: a theme's path.")
    lang = options.among(LANGUAGES, "Language of the drawing's own words; by default the workshop's.")
    paper = options.one_of(Paper, "What the drawing is fitted to; by default a size of its own.")
    pages = options.one_of(Pages, "Pages of a PDF: one, or an overview and pages for each branch.")
    theme = options.one_of(Theme, "Colours and weights.", default=Theme.LIGHT)
    legend = options.switch("Whether to explain the marks of groups and actors.", "on", "on", "off")
    numbers = options.switch("Whether items carry their number.", "on", "on", "off")


class _PictureOptions(_DrawingOptions):
    dpi = options.number(DPI_MIN, DPI_MAX, "Dots per inch of a PNG.", default=DPI_DEFAULT)


class MapOptions(_PictureOptions):
    """How a mind map is drawn."""

    by = options.field("What the branches are; by default themes when more than half of the items have one.")
    depth = options.number(1, TREE_DEPTH_MAX, "Levels below the root; deeper ones are counted as “+n”.")
    layout = options.one_of(Layout, "How the branches spread.", default=Layout.TWO_SIDED)


class GridOptions(_PictureOptions):
    """How a grid is drawn."""

    by = options.field("What the columns are; by default those of the template.")
    rows = options.field("What the rows are; by default those of the template.", axes.NONE)
    template = options.template(
        f"The template, by default the workshop's: {', '.join(TEMPLATES)}, or one of the workspace's own."
    )


class SheetOptions(_DrawingOptions):
    """How a sheet is drawn and written."""

    template = options.template(
        "The template, one of several parts, by default the workshop's if it is such a one: "
        f"{', '.join(COMPOSITES)}, or one of the workspace's own."
    )


class TemplateOptions(PageOptions):
    """Which templates."""

    form = options.among(FORMS, "Templates of this form.")
    own = options.switch("Those of the workspace's own, or those that synthgrid ships; by default both.", None)


class TemplateDeleteOptions(OptionSchema):
    """What becomes of the workshops that use a template, and of the templates that show it."""

    move_to = options.template("Key of the template that takes its place in them.")


class RotationOptions(OptionSchema):
    """How long two keys work side by side."""

    overlap = options.number(0, OVERLAP_MAX, "Seconds that the key goes on working besides the new one.", default=0)


class ShareOptions(PageOptions):
    """Which share links."""

    workshop = options.slug("Links to this workshop only: its slug.")


class WorkshopDeleteOptions(OptionSchema):
    """What becomes of a workshop that is published."""

    force = options.switch("Whether it goes although it is published.", "false")


class GroupDeleteOptions(OptionSchema):
    """What becomes of the items of a group."""

    move_to = options.an_id("Id of the group that takes its items.")


class CategoryDeleteOptions(OptionSchema):
    """What becomes of the items of a theme."""

    move_to = options.an_id("Id of the theme that takes its items.")


class ProposalDeleteOptions(OptionSchema):
    """What becomes of the children of an item."""

    cascade = options.switch("Whether the items under it go too.", "false")
