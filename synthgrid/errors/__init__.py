"""Everything that can go wrong, as facts. No HTTP here: `api.problems` maps kinds to statuses.

```
SynthgridError
├── MalformedError            the bytes cannot be read at all
│   └── MalformedBodyError
├── InvalidError              readable, but against a rule
│   ├── InvalidDocumentError  a document, with one fault per place
│   ├── InvalidOptionError    an option of a request or a command
│   ├── UnknownReferenceError a group, category or parent that is not there
│   ├── UnknownTemplateError  a template that is neither synthgrid's nor the workspace's
│   ├── CategoryRuleError     a category tree that would break its rules
│   ├── IdempotencyMismatchError  the same Idempotency-Key with another body
│   └── TooComplexError       more than can be drawn
│       └── RenderTooComplexError
├── TooLargeError             a body over its limit
├── SlowRequestError          a body that stopped coming
├── UnsupportedFormatError    a content type that no format has
├── NotFoundError
│   ├── WorkshopNotFoundError, GroupNotFoundError, CategoryNotFoundError,
│   ├── ProposalNotFoundError, TemplateNotFoundError, WorkspaceNotFoundError, KeyNotFoundError
│   └── ShareNotFoundError
├── ConflictError             the request meets a state that forbids it
│   ├── SlugTakenError, NameTakenError, ExternalIdTakenError, HasDependentsError
│   ├── BuiltInTemplateError, TemplateInUseError, TooManyTemplatesError
│   ├── LastAdminKeyError, KeyEndedError, PublishedError
│   ├── IdempotencyInFlightError
│   └── WriteConflictError    still racing after every retry
├── PreconditionError         If-Match names another revision, or If-None-Match this one
├── PreconditionRequiredError the workspace asks for If-Match
├── AccessError               who is asking
│   ├── MissingKeyError, UnknownKeyError, UnknownShareError, TwoKeysError
│   └── ScopeError, ForbiddenOriginError, NotLoopbackError
├── RateLimitError            too many requests of one key or address
├── BusyError                 too many renders waiting
├── NotReadyError             the database or Graphviz cannot be used
├── RenderingError            a drawing that did not pass its check
├── BackupError               a backup that cannot be made or put back
└── SettingsError             a setting that cannot be used
```

Every class has a stable `code` and a `message`: an English gettext id with `%(name)s` places, filled from `facts`.
"""

from synthgrid.errors.access import (
    AccessError,
    ForbiddenOriginError,
    MissingKeyError,
    NotLoopbackError,
    RateLimitError,
    ScopeError,
    TwoKeysError,
    UnknownKeyError,
    UnknownShareError,
)
from synthgrid.errors.base import FAULTS_TOLD, N_, Fault, Message, SynthgridError, joined, together
from synthgrid.errors.conflicts import (
    BuiltInTemplateError,
    ConflictError,
    ExternalIdTakenError,
    HasDependentsError,
    IdempotencyInFlightError,
    KeyEndedError,
    LastAdminKeyError,
    NameTakenError,
    PreconditionError,
    PreconditionRequiredError,
    PublishedError,
    SlugTakenError,
    TemplateInUseError,
    TooManyTemplatesError,
    WriteConflictError,
)
from synthgrid.errors.invalid import (
    CategoryRuleError,
    IdempotencyMismatchError,
    InvalidDocumentError,
    InvalidError,
    InvalidOptionError,
    RenderTooComplexError,
    TooComplexError,
    UnknownReferenceError,
    UnknownTemplateError,
)
from synthgrid.errors.missing import (
    CategoryNotFoundError,
    GroupNotFoundError,
    KeyNotFoundError,
    NotFoundError,
    ProposalNotFoundError,
    ShareNotFoundError,
    TemplateNotFoundError,
    WorkshopNotFoundError,
    WorkspaceNotFoundError,
)
from synthgrid.errors.running import BackupError, BusyError, NotReadyError, RenderingError, SettingsError
from synthgrid.errors.unreadable import (
    MalformedBodyError,
    MalformedError,
    SlowRequestError,
    TooLargeError,
    UnsupportedFormatError,
)

__all__ = [
    "FAULTS_TOLD",
    "N_",
    "AccessError",
    "BackupError",
    "BuiltInTemplateError",
    "BusyError",
    "CategoryNotFoundError",
    "CategoryRuleError",
    "ConflictError",
    "ExternalIdTakenError",
    "Fault",
    "ForbiddenOriginError",
    "GroupNotFoundError",
    "HasDependentsError",
    "IdempotencyInFlightError",
    "IdempotencyMismatchError",
    "InvalidDocumentError",
    "InvalidError",
    "InvalidOptionError",
    "KeyEndedError",
    "KeyNotFoundError",
    "LastAdminKeyError",
    "MalformedBodyError",
    "MalformedError",
    "Message",
    "MissingKeyError",
    "NameTakenError",
    "NotFoundError",
    "NotLoopbackError",
    "NotReadyError",
    "PreconditionError",
    "PreconditionRequiredError",
    "ProposalNotFoundError",
    "PublishedError",
    "RateLimitError",
    "RenderTooComplexError",
    "RenderingError",
    "ScopeError",
    "SettingsError",
    "ShareNotFoundError",
    "SlowRequestError",
    "SlugTakenError",
    "SynthgridError",
    "TemplateInUseError",
    "TemplateNotFoundError",
    "TooComplexError",
    "TooLargeError",
    "TooManyTemplatesError",
    "TwoKeysError",
    "UnknownKeyError",
    "UnknownReferenceError",
    "UnknownShareError",
    "UnknownTemplateError",
    "UnsupportedFormatError",
    "WorkshopNotFoundError",
    "WorkspaceNotFoundError",
    "WriteConflictError",
    "joined",
    "together",
]
