"""What a result hangs on besides the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgwctl.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgwctl.envoy.outside import Outside
    from kgwctl.objects.external import External
    from kgwctl.objects.typing import Defaulting
    from kgwctl.schema.kinds import KindSchema


class Options(NamedTuple):
    """The one type of options. It is a value: make another with ``_replace``.

    ``settings`` are the controller's. ``namespace`` is that of objects that name none. ``defaulting`` says
    which defaults of an API server are applied: ``all``, those of ``kgateway``'s own kinds, or ``none``.
    ``crds`` are schemas of the user's own CRDs, which win over those that come along
    (:func:`kgwctl.schema.user_crds.load_user_crds` reads them). ``outside`` is what an Envoy
    controller knows from elsewhere (:mod:`kgwctl.envoy.outside`), ``external`` are objects that exist and that
    no file holds (:mod:`kgwctl.objects.external`), ``key_sets`` are JSON web key sets by the URL that
    agentgateway's controller would fetch them from. Two are for checks alone: with
    ``strict_kinds`` an object of a kind without a schema is an error, and with ``per_file`` nothing refers
    from one file to another.
    """

    settings: Settings = Settings()
    namespace: str = "default"
    defaulting: Defaulting = "all"
    crds: Sequence[KindSchema] = ()
    key_sets: Mapping[str, str] | None = None
    strict_kinds: bool = False
    per_file: bool = False
    outside: Outside | None = None
    external: External | None = None
