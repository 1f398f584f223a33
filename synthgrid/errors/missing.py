"""What is asked for and is not there."""

from synthgrid.errors.base import N_, SynthgridError


class NotFoundError(SynthgridError):
    """There is no such thing, or none that the caller may see."""

    code = "not-found"
    message = N_("There is nothing at this address.")


class WorkshopNotFoundError(NotFoundError):
    """There is no workshop with this slug."""

    code = "workshop-not-found"
    message = N_("There is no workshop “%(slug)s”.")

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug=slug)


class GroupNotFoundError(NotFoundError):
    """There is no group with this id in the workshop."""

    code = "group-not-found"
    message = N_("There is no group “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class CategoryNotFoundError(NotFoundError):
    """There is no category with this id in the workshop."""

    code = "category-not-found"
    message = N_("There is no category “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class ProposalNotFoundError(NotFoundError):
    """There is no proposal with this id in the workshop."""

    code = "proposal-not-found"
    message = N_("There is no proposal “%(id)s” in this workshop.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class TemplateNotFoundError(NotFoundError):
    """There is no template with this key."""

    code = "template-not-found"
    message = N_("There is no template “%(key)s”.")

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class WorkspaceNotFoundError(NotFoundError):
    """There is no workspace with this name."""

    code = "workspace-not-found"
    message = N_("There is no workspace “%(name)s”.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class KeyNotFoundError(NotFoundError):
    """There is no key with this id."""

    code = "key-not-found"
    message = N_("There is no key “%(id)s”.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)


class ShareNotFoundError(NotFoundError):
    """There is no share link with this id."""

    code = "share-not-found"
    message = N_("There is no share link “%(id)s”.")

    def __init__(self, id: str) -> None:  # noqa: A002 (the contract's own word)
        super().__init__(id=id)
