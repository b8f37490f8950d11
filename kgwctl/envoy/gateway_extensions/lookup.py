"""From a policy's ``extensionRef`` to the service behind it, compiled once for all policies."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from kgwctl.envoy.policy_engine.contract import Problem
from kgwctl.resolve.annotations import POLICY_WEIGHT, weight
from kgwctl.resolve.reasons import NotFound
from kgwctl.scalars.duration import DurationError

if TYPE_CHECKING:
    from kgwctl.api.kgateway.gateway_extension.extension import GatewayExtension
    from kgwctl.diagnostics import FieldPath
    from kgwctl.envoy.policy_engine.contract import CompileEnv
    from kgwctl.objects.resource import Resource
    from kgwctl.resolve.reasons import Reason


class Kind(NamedTuple):
    """A type of extension: its name, its attribute and field in ``GatewayExtensionSpec``. The module is named alike."""

    type: str
    attribute: str
    field: str


#: In the order in which one is chosen.
_KINDS = (
    Kind("ExtAuth", "ext_auth", "extAuth"),
    Kind("ExtProc", "ext_proc", "extProc"),
    Kind("RateLimit", "rate_limit", "rateLimit"),
    Kind("JWT", "jwt", "jwt"),
    Kind("OAuth2", "oauth2", "oauth2"),
)


class ExtensionError(Exception):
    """Why a policy cannot use an extension. The text is the controller's.

    ``path`` is the field to blame: of the extension where ``resource`` is set, else of the policy, below the
    reference. ``missing`` is as in :class:`~kgwctl.envoy.policy_engine.contract.Problem`.
    """

    def __init__(
        self,
        text: str,
        *,
        path: FieldPath = (),
        resource: Resource[Any] | None = None,
        missing: Reason | None = None,
    ) -> None:
        super().__init__(text)
        self.path = path
        self.resource = resource
        self.missing = missing

    def behind(self, prefix: str) -> ExtensionError:
        """The same with the text behind a prefix."""
        return ExtensionError(
            f"{prefix}: {self}",
            path=self.path,
            resource=self.resource,
            missing=self.missing,
        )

    def problem(self, reference: FieldPath = ()) -> Problem:
        """What to tell the author of a policy that has its ``extensionRef`` at ``reference``, in one line."""
        path = self.path if self.resource is not None else (*reference, *self.path)
        missing = self.missing.target if isinstance(self.missing, NotFound) else None
        return Problem(path, str(self).replace("\n", "; "), self.resource, missing)


class Built(NamedTuple):
    """What a type's module makes of an extension.

    ``broken`` is what Envoy's field rules say against it. Policies that use the extension tell it after their own
    errors.
    """

    config: Any
    broken: Problem | None = None


class Extension(NamedTuple):
    """A compiled extension. ``name`` is ``namespace/name``, ``type`` one of the names of its types, or nothing."""

    name: str
    weight: int
    type: str
    config: Any
    broken: Problem | None = None


class Reference(NamedTuple):
    """What ``extensionRef`` says; ``namespace`` is the policy's where it says none."""

    namespace: str
    name: str


def extension(env: CompileEnv, reference: Reference, wanted: str, prefix: str) -> Extension:
    """The extension of type ``wanted``.

    ``prefix`` stands before what the controller says of an extension that is missing or broken. Raises
    :class:`ExtensionError`.
    """
    found = _once(env, reference)
    if isinstance(found, ExtensionError):
        raise found.behind(prefix)
    if found.type != wanted:
        raise ExtensionError(f"expected gatewayextension type {wanted}")
    return found


def extension_problem(env: CompileEnv, resource: Resource[Any]) -> Problem | None:
    """What makes an extension unusable for every policy."""
    found = _once(env, Reference(resource.namespace, resource.name))
    return found.problem() if isinstance(found, ExtensionError) else found.broken


def _once(env: CompileEnv, reference: Reference) -> Extension | ExtensionError:
    return env.once(("GatewayExtension", *reference), lambda: _compiled(env, reference))


def _compiled(env: CompileEnv, reference: Reference) -> Extension | ExtensionError:
    resource: Resource[GatewayExtension] | NotFound = env.resolved.gateway_extension(*reference)
    if isinstance(resource, NotFound):
        text = f"gateway extension {reference.namespace}/{reference.name} not found"
        return ExtensionError(text, missing=resource)
    spec = resource.object.spec
    name = f"{resource.namespace}/{resource.name}"
    for kind in _KINDS:
        if getattr(spec, kind.attribute) is None:
            continue
        try:
            module = import_module(f"kgwctl.envoy.gateway_extensions.{kind.attribute}")
            built: Built = module.compile_extension(resource, env)
        except ExtensionError as error:
            return error
        except DurationError as error:
            # An API server refuses such text, so the controller has no words for it.
            return ExtensionError(str(error), path=("spec", kind.field), resource=resource)
        return Extension(name, weight(resource.annotations, POLICY_WEIGHT), kind.type, *built)
    return Extension(name, 0, "", None)
