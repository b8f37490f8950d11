"""The catalogue's rules about the run itself: KGW0911 to KGW0929."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

NOT_RENDERED = Rule(
    id="KGW0911",
    name="gateway-not-rendered",
    severity=Severity.WARNING,
    summary="A Gateway of agentgateway is left out of Envoy bootstraps.",
    explanation="`-o bootstrap` writes files for Envoy; the other forms hold Gateways of both data planes.",
)
ENVOY_REFUSES = Rule(
    id="KGW0912",
    name="envoy-refuses",
    severity=Severity.ERROR,
    summary="The real Envoy does not accept a rendered resource (--envoy).",
    explanation="Everything that was rendered is served to an Envoy on this machine, which binds and contacts nothing. "
    "It refuses whole resources: a route configuration for one bad route. The part to blame is found by asking again "
    "without it, and the finding is at the manifest line that this part is from. In a cluster, Envoy keeps the "
    "resource as it was before, so that later changes to it have no effect.",
)
SETTING_NOT_RENDERED = Rule(
    id="KGW0913",
    name="setting-not-rendered",
    severity=Severity.WARNING,
    summary="A setting given with --set changes what the controller does in a way that kgwctl does not render yet.",
)
NOTHING_TO_RENDER = Rule(
    id="KGW0914",
    name="nothing-to-render",
    severity=Severity.WARNING,
    summary="The input holds no Gateway that kgwctl could render.",
    explanation="There is none, or its GatewayClass belongs to another controller, or it was refused.",
)
SECRET_MADE_UP = Rule(
    id="KGW0915",
    name="secret-made-up",
    severity=Severity.WARNING,
    summary="A rendered Secret has a well-known text for its content, because the controller makes the real one up.",
    explanation="The controller writes the Secret that logins are signed with when it first starts. Give it among the "
    "manifests, or let nobody use a bootstrap made without it: whoever knows the text can sign a login.",
)
PLACEHOLDER = Rule(
    id="KGW0930",
    name="placeholder-rendered",
    severity=Severity.INFO,
    summary="A Secret or ConfigMap exists in no file, and is rendered with a placeholder for its content.",
    explanation="Something in the tree makes it (a Certificate, an ExternalSecret), it is encrypted, or --external "
    "declares it. Its certificate is one for placeholder.kgwctl.invalid, and statuses are those of a cluster that has "
    "the object. What nobody declares is missing, as it is for the controller.",
)
NOT_IN_LOCAL_FILE = Rule(
    id="KGW0916",
    name="not-in-local-file",
    severity=Severity.WARNING,
    summary="The local file format of agentgateway has no form for something that a manifest asks for (-o local).",
    explanation="The file loads and does everything else. What is missing works with a controller.",
)
KEYS_NOT_GIVEN = Rule(
    id="KGW0917",
    name="keys-not-given",
    severity=Severity.WARNING,
    summary="A key set that the controller fetches at run time is not given, and an empty one stands for it (--jwks).",
    explanation="With it no token is good. Everything else is as it would be.",
)
PROXY_CA_MISSING = Rule(
    id="KGW0921",
    name="proxy-ca-missing",
    severity=Severity.WARNING,
    summary="A line of its own stands for the CA of the xDS server, which is not among the manifests.",
    explanation="With KGW_XDS_TLS the controller gives every proxy the ca.crt of its Secret kgateway-xds-cert. "
    "Give that Secret among the manifests; its key is not needed.",
)
PROXY_SELF_MANAGED = Rule(
    id="KGW0922",
    name="proxy-not-managed",
    severity=Severity.INFO,
    summary="The controller deploys nothing for a Gateway: its proxy is self-managed, or no port is left to open.",
)
OIDC_DISCOVERY_MISSING = Rule(
    id="KGW0923",
    name="oidc-discovery-missing",
    severity=Severity.WARNING,
    summary="Placeholders stand for the endpoints that an OpenID Connect issuer publishes.",
    explanation="The controller asks the issuer for its openid-configuration; nothing is fetched here. Save the "
    "document that is at the issuer's address below .well-known/openid-configuration, and give it with "
    "`--oidc-discovery ISSUER=FILE`.",
)

RULES: tuple[Rule, ...] = (
    NOT_RENDERED,
    ENVOY_REFUSES,
    SETTING_NOT_RENDERED,
    NOTHING_TO_RENDER,
    SECRET_MADE_UP,
    PLACEHOLDER,
    NOT_IN_LOCAL_FILE,
    KEYS_NOT_GIVEN,
    PROXY_CA_MISSING,
    PROXY_SELF_MANAGED,
    OIDC_DISCOVERY_MISSING,
)


def known_rules() -> dict[str, Rule]:
    """Every rule that a run can name, by id and in order of id: the catalogue's and those here."""
    from kgwctl.lint.catalogue import catalogue

    return dict(sorted((catalogue() | {rule.id: rule for rule in RULES}).items()))


def find_rule(name: str) -> Rule | None:
    """The rule of that id or name, in whatever case."""
    wanted = name.casefold()
    return next((rule for rule in known_rules().values() if wanted in (rule.id.casefold(), rule.name)), None)
