"""``spec.aws`` of a Backend: an AWS Lambda function, called by Envoy with signed requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgwctl.envoy import names
from kgwctl.envoy.clusters.errors import ClusterError
from kgwctl.envoy.clusters.static_hosts import socket_address
from kgwctl.envoy.messages.generated.core import Http2ProtocolOptions, TransportSocket
from kgwctl.envoy.messages.generated.core import HttpProtocolOptions as CommonHttpProtocolOptions
from kgwctl.envoy.messages.generated.endpoint import ClusterLoadAssignment, Endpoint, LbEndpoint, LocalityLbEndpoints
from kgwctl.envoy.messages.generated.filters.aws import (
    AwsCredentialProvider,
    AwsRequestSigning,
    Config,
    InlineCredentialProvider,
)
from kgwctl.envoy.messages.generated.filters.upstream_codec import UpstreamCodec
from kgwctl.envoy.messages.generated.hcm import HttpFilter
from kgwctl.envoy.messages.generated.tls import UpstreamTlsContext
from kgwctl.envoy.messages.generated.upstreams import HttpProtocolOptions
from kgwctl.envoy.messages.message import pack
from kgwctl.envoy.secrets import SecretProblem, secret_bytes
from kgwctl.golang.urls import UrlError, parse_url
from kgwctl.output.sensitive import Sensitive
from kgwctl.resolve.reasons import Reason

if TYPE_CHECKING:
    from kgwctl.api.kgateway.backend import AwsBackend, AwsLambda
    from kgwctl.envoy.messages.generated.cluster import Cluster
    from kgwctl.objects.resource import ObjectKey
    from kgwctl.resolve.resolved import Resolved

_SERVICE = "lambda"
_IDLE_TIMEOUT = "30s"


def configure(cluster: Cluster, aws: AwsBackend, key: ObjectKey, resolved: Resolved) -> None:
    """Make a cluster that calls the function. Raises :class:`ClusterError`."""
    host, port, tls = endpoint_of(aws)
    function = aws.lambda_
    called = f"{function.function_name}:{function.qualifier or ''}"
    arn = f"arn:aws:lambda:{aws.region or ''}:{aws.account_id}:function:{called}"
    signing = AwsRequestSigning(
        service_name=_SERVICE, region=aws.region or "", credential_provider=_credentials(aws, key, resolved)
    )
    cluster.type = "LOGICAL_DNS"
    if tls:
        context = pack(UpstreamTlsContext(sni=host))
        cluster.transport_socket = TransportSocket(name=names.TLS_TRANSPORT_SOCKET, typed_config=context)
    explicit = HttpProtocolOptions.ExplicitHttpConfig(http2_protocol_options=Http2ProtocolOptions())
    options = HttpProtocolOptions(
        explicit_http_config=explicit,
        common_http_protocol_options=CommonHttpProtocolOptions(idle_timeout=_IDLE_TIMEOUT),
        http_filters=[
            HttpFilter(name="envoy.filters.http.aws_lambda", typed_config=pack(_lambda(function, arn))),
            HttpFilter(name="envoy.filters.http.aws_request_signing", typed_config=pack(signing)),
            HttpFilter(name="envoy.filters.http.upstream_codec", typed_config=pack(UpstreamCodec())),
        ],
    )
    cluster.typed_extension_protocol_options = {names.HTTP_PROTOCOL_OPTIONS: pack(options)}
    endpoint = LbEndpoint(endpoint=Endpoint(address=socket_address(host, port)))
    cluster.load_assignment = ClusterLoadAssignment(
        cluster_name=cluster.name, endpoints=[LocalityLbEndpoints(lb_endpoints=[endpoint])]
    )


def _lambda(function: AwsLambda, arn: str) -> Config:
    config = Config(arn=arn, payload_passthrough=function.payload_transform_mode == "None")
    if function.invocation_mode == "Async":
        config.invocation_mode = "ASYNCHRONOUS"
    return config


def endpoint_of(aws: AwsBackend) -> tuple[str, int, bool]:
    """Host, port, and whether to speak TLS. Raises :class:`ClusterError`, where the controller crashes."""
    written = aws.lambda_.endpoint_url
    if written is None:
        return f"lambda.{aws.region or ''}.amazonaws.com", 443, True
    try:
        url = parse_url(written)
    except UrlError as error:
        raise ClusterError(f"failed to parse endpoint URL: {error}") from None
    host, colon, port = url.host.rpartition(":")
    if not colon or "]" in port:
        host, port = url.host, ""
    if not port:
        raise ClusterError('failed to parse port: strconv.ParseUint: parsing "": invalid syntax')
    return host.strip("[]"), int(port), url.scheme == "https"


def _credentials(aws: AwsBackend, key: ObjectKey, resolved: Resolved) -> AwsCredentialProvider | None:
    """The access keys of a Secret; ``None`` leaves Envoy to find its own."""
    if aws.auth is None or aws.auth.type != "Secret" or aws.auth.secret_ref is None:
        return None
    secret = resolved.secret(key, name=aws.auth.secret_ref.name or "")
    if isinstance(secret, Reason):
        raise ClusterError(secret.text)
    try:
        data = secret_bytes(secret)
    except SecretProblem as problem:
        raise ClusterError(str(problem)) from None
    texts: dict[str, str] = {}
    errors = []
    # The session's key is named after another field in its message.
    for field, shown, needed in (
        ("accessKey", "access_key", True),
        ("secretKey", "secret_key", True),
        ("sessionToken", "session_key", False),
    ):
        try:
            texts[field] = data[field].decode() if needed else data.get(field, b"").decode()
        except (KeyError, UnicodeDecodeError):
            errors.append(f"{shown} is not a valid string")
    if errors:
        joined = "\n".join(errors)
        raise ClusterError(f"failed to create aws request signing config: failed to derive static secret: {joined}")
    return AwsCredentialProvider(
        inline_credential=InlineCredentialProvider(
            access_key_id=Sensitive(texts["accessKey"]),
            secret_access_key=Sensitive(texts["secretKey"]),
            session_token=Sensitive(texts["sessionToken"]) if texts["sessionToken"] else "",
        )
    )
