"""gateway_api.shared"""

from typing import Annotated, Literal

from kgwctl.api.markers import Maximum, MaxLength, Minimum, MinLength, Pattern

AnnotationValue = Annotated[str, MinLength(0), MaxLength(4096)]
CORSOrigin = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"(^\*$)|(^([a-zA-Z][a-zA-Z0-9+\-.]+):\/\/([^:/?#]+)(:([0-9]{1,5}))?$)")
]
Duration = Annotated[str, Pattern("^([0-9]{1,5}(h|m|s|ms)){1,4}$")]
GatewayController = Annotated[
    str,
    MinLength(1),
    MaxLength(253),
    Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'" "()*+,;=:]+$"),
]
GatewayDefaultScope = Literal["All", "None"]
Group = Annotated[str, MaxLength(253), Pattern(r"^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
HTTPHeaderName = Annotated[str, MinLength(1), MaxLength(256), Pattern(r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$")]
HTTPMethodWithWildcard = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"]
HTTPRouteRetryStatusCode = Annotated[int, Minimum(400), Maximum(599)]
HeaderMatchType = Literal["Exact", "RegularExpression"]
Hostname = Annotated[
    str,
    MinLength(1),
    MaxLength(253),
    Pattern(r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
]
Kind = Annotated[str, MinLength(1), MaxLength(63), Pattern("^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$")]
LabelValue = Annotated[str, MinLength(0), MaxLength(63), Pattern("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
Namespace = Annotated[str, MinLength(1), MaxLength(63), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
ObjectName = Annotated[str, MinLength(1), MaxLength(253)]
PreciseHostname = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
]
ProtocolType = Annotated[
    str,
    MinLength(1),
    MaxLength(255),
    Pattern(
        r"^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0"
        r"-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$"
    ),
]
SectionName = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
]
WellKnownCACertificatesType = Literal["System"]
