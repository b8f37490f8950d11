"""kgateway.backend"""

from typing import Annotated, Literal

import msgspec

from kgwctl.api.core.env import LocalObjectReference
from kgwctl.api.markers import Default, ListMap, MaxItems, MaxLength, MinItems, MinLength, Pattern, constraints
from kgwctl.api.meta import Condition, Int32, KubernetesObject, Spec
from kgwctl.api.rules import Has, Implies, Is, allowed_for, exactly_one_of, needed_for

AWSLambdaPayloadTransformMode = Literal["None", "Envoy"]
AppProtocol = Literal["http2", "grpc", "grpc-web", "kubernetes.io/h2c", "kubernetes.io/ws"]
AwsAuthType = Literal["Secret"]
BackendType = Literal["AWS", "Static", "DynamicForwardProxy"]


class AwsLambda(Spec):
    """AwsLambda."""

    endpoint_url: Annotated[str | None, MaxLength(2048), Pattern("^https?://[-a-zA-Z0-9@:%.+~#?&/=]+$")] = (
        msgspec.field(name="endpointURL", default=None)
    )
    function_name: Annotated[str, Pattern("^[A-Za-z0-9-_]{1,140}$")]
    invocation_mode: Annotated[Literal["Sync", "Async"] | None, Default("Sync")] = None
    qualifier: Annotated[str | None, Default("$LATEST"), Pattern(r"^(\$LATEST|[0-9]+|[A-Za-z0-9-_]{1,128})$")] = None
    payload_transform_mode: Annotated[AWSLambdaPayloadTransformMode | None, Default("Envoy")] = None


@constraints(allowed_for("secretRef", "type", "Secret"), needed_for("secretRef", "type", "Secret"))
class AwsAuth(Spec):
    """AwsAuth."""

    type: AwsAuthType
    secret_ref: LocalObjectReference | None = None


class AwsBackend(Spec):
    """AwsBackend."""

    lambda_: AwsLambda
    account_id: Annotated[str, MinLength(1), MaxLength(12), Pattern("^[0-9]{12}$")]
    auth: AwsAuth | None = None
    region: Annotated[str | None, Default("us-east-1"), MinLength(1), MaxLength(63), Pattern("^[a-z0-9-]+$")] = None


class Host(Spec):
    """Host."""

    host: Annotated[str, MinLength(1)]
    port: Int32


class StaticBackend(Spec):
    """StaticBackend."""

    hosts: Annotated[tuple[Host, ...], MinItems(1)]
    app_protocol: AppProtocol | None = None


class DynamicForwardProxyBackend(Spec):
    """DynamicForwardProxyBackend."""

    enable_tls: bool | None = None


@constraints(
    Implies(Is("type", ("AWS",), demanded=True), Has("aws")),
    Implies(Is("type", ("Static",), demanded=True), Has("static")),
    Implies(Is("type", ("DynamicForwardProxy",), demanded=True), Has("dynamicForwardProxy")),
    exactly_one_of("aws", "static", "dynamicForwardProxy"),
)
class BackendSpec(Spec):
    """BackendSpec."""

    type: BackendType | None = None
    aws: AwsBackend | None = None
    static: StaticBackend | None = None
    dynamic_forward_proxy: DynamicForwardProxyBackend | None = None


class BackendStatus(Spec):
    """BackendStatus."""

    conditions: Annotated[tuple[Condition, ...] | None, MaxItems(8), ListMap(("type",))] = None


class Backend(KubernetesObject):
    """Backend."""

    spec: BackendSpec
    status: BackendStatus | None = None
