"""Backend: something outside the cluster to send traffic to."""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.field_rules import Has, Implies, Is, allowed_for, exactly_one_of, needed_for
from kgwctl.api.markers import Default, ListMap, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec

#: What a Lambda function gets as its payload.
AWSLambdaPayloadTransformMode = Literal["None", "Envoy"]
#: What a backend speaks.
AppProtocol = Literal["http2", "grpc", "grpc-web", "kubernetes.io/h2c", "kubernetes.io/ws"]
#: Where AWS credentials are.
AwsAuthType = Literal["Secret"]
#: What kind of backend it is.
BackendType = Literal["AWS", "Static", "DynamicForwardProxy"]


class AwsLambda(Spec):
    """An AWS Lambda function."""

    endpoint_url: Annotated[str | None, MaxLength(2048), Pattern("^https?://[-a-zA-Z0-9@:%.+~#?&/=]+$")] = (
        msgspec.field(name="endpointURL", default=None)
    )
    """Where to reach Lambda instead of AWS's own endpoint, say for a local stand-in."""
    function_name: Annotated[str, Pattern("^[A-Za-z0-9-_]{1,140}$")]
    """Name of the function."""
    invocation_mode: Annotated[Literal["Sync", "Async"] | None, Default("Sync")] = None
    """Wait for the function's answer, or only hand the event over."""
    qualifier: Annotated[str | None, Default("$LATEST"), Pattern(r"^(\$LATEST|[0-9]+|[A-Za-z0-9-_]{1,128})$")] = None
    """Version or alias of the function."""
    payload_transform_mode: Annotated[AWSLambdaPayloadTransformMode | None, Default("Envoy")] = None
    """Wrap the request into a JSON event, or hand over the body as it is."""


@constraints(allowed_for("secretRef", "type", "Secret"), needed_for("secretRef", "type", "Secret"))
class AwsAuth(Spec):
    """Credentials for AWS."""

    type: AwsAuthType
    """Where the credentials are."""
    secret_ref: LocalObjectReference | None = None
    """A Secret with ``accessKey``, ``secretKey`` and perhaps ``sessionToken``."""


class AwsBackend(Spec):
    """Something in AWS."""

    lambda_: AwsLambda
    """The Lambda function to call."""
    account_id: Annotated[str, MinLength(1), MaxLength(12), Pattern("^[0-9]{12}$")]
    """Number of the AWS account that owns it."""
    auth: AwsAuth | None = None
    """Credentials; absent takes them from where the proxy runs."""
    region: Annotated[str | None, Default("us-east-1"), MinLength(1), MaxLength(63), Pattern("^[a-z0-9-]+$")] = None
    """AWS region."""


class Host(Spec):
    """An address with port."""

    host: Annotated[str, MinLength(1)]
    """DNS name or IP address."""
    port: Int32
    """The port."""


class StaticBackend(Spec):
    """A fixed list of addresses."""

    hosts: Annotated[tuple[Host, ...], MinItems(1)]
    """The addresses; traffic is balanced over them."""
    app_protocol: AppProtocol | None = None
    """What the hosts speak, if it isn't plain HTTP/1.1."""


class DynamicForwardProxyBackend(Spec):
    """Whatever host the request itself names."""

    enable_tls: bool | None = None
    """Talk TLS to the host."""


@constraints(
    Implies(Is("type", ("AWS",), demanded=True), Has("aws")),
    Implies(Is("type", ("Static",), demanded=True), Has("static")),
    Implies(Is("type", ("DynamicForwardProxy",), demanded=True), Has("dynamicForwardProxy")),
    exactly_one_of("aws", "static", "dynamicForwardProxy"),
)
class BackendSpec(Spec):
    """What kind of backend, and its details in the field of that kind."""

    type: BackendType | None = None
    """What kind of backend; left out, the object is refused."""
    aws: AwsBackend | None = None
    """Something in AWS."""
    static: StaticBackend | None = None
    """A fixed list of addresses."""
    dynamic_forward_proxy: DynamicForwardProxyBackend | None = None
    """Whatever host the request names."""


class BackendStatus(Spec):
    """What the controller says about the backend."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None
    """Whether the backend was accepted."""


class Backend(KubernetesObject):
    """A target for routes that isn't a Service."""

    spec: BackendSpec
    status: BackendStatus | None = None
