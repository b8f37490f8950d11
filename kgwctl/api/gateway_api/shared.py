"""Names, formats and choices that several Gateway API kinds use."""

from typing import Annotated, Literal

from kgwctl.api.markers import Maximum, MaxLength, Minimum, MinLength, Pattern
from kgwctl.api.patterns import DNS_NAME, URL_PATH

#: Text of an annotation or option.
AnnotationValue = Annotated[str, MinLength(0), MaxLength(4096)]
#: An origin such as ``https://app.example.com``, perhaps with a wildcard, or ``*``.
CORSOrigin = Annotated[
    str, MinLength(1), MaxLength(253), Pattern(r"(^\*$)|(^([a-zA-Z][a-zA-Z0-9+\-.]+):\/\/([^:/?#]+)(:([0-9]{1,5}))?$)")
]
#: A length of time such as ``1h30m`` or ``250ms``.
Duration = Annotated[str, Pattern("^([0-9]{1,5}(h|m|s|ms)){1,4}$")]
#: A controller's name: a domain and a path.
GatewayController = Annotated[str, MinLength(1), MaxLength(253), Pattern("^" + DNS_NAME + URL_PATH + "$")]
#: Which routes without a parent of their own use a default Gateway.
GatewayDefaultScope = Literal["All", "None"]
#: An API group; empty is the core group.
Group = Annotated[str, MaxLength(253), Pattern("^$|^" + DNS_NAME + "$")]
#: The name of an HTTP header.
HTTPHeaderName = Annotated[str, MinLength(1), MaxLength(256), Pattern(r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$")]
#: An HTTP method, or ``*`` for any.
HTTPMethodWithWildcard = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"]
#: A response status worth a retry.
HTTPRouteRetryStatusCode = Annotated[int, Minimum(400), Maximum(599)]
#: How a header is compared.
HeaderMatchType = Literal["Exact", "RegularExpression"]
#: A DNS name whose first label may be ``*``.
Hostname = Annotated[str, MinLength(1), MaxLength(253), Pattern(r"^(\*\.)?" + DNS_NAME + "$")]
#: The name of a kind.
Kind = Annotated[str, MinLength(1), MaxLength(63), Pattern("^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$")]
#: The value of a label.
LabelValue = Annotated[str, MinLength(0), MaxLength(63), Pattern("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
#: The name of a namespace.
Namespace = Annotated[str, MinLength(1), MaxLength(63), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
#: The name of an object.
ObjectName = Annotated[str, MinLength(1), MaxLength(253)]
#: A DNS name without wildcard.
PreciseHostname = Annotated[str, MinLength(1), MaxLength(253), Pattern("^" + DNS_NAME + "$")]
#: What a listener speaks; a domain-prefixed name for protocols of an implementation.
ProtocolType = Annotated[
    str,
    MinLength(1),
    MaxLength(255),
    Pattern("^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|" + DNS_NAME + r"\/[A-Za-z0-9]+$"),
]
#: The name of a part of an object.
SectionName = Annotated[str, MinLength(1), MaxLength(253), Pattern("^" + DNS_NAME + "$")]
#: CA certificates that everybody has.
WellKnownCACertificatesType = Literal["System"]
