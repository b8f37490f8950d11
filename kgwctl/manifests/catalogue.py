"""The catalogue's rules about reading input: KGW0001 to KGW0019."""

from __future__ import annotations

from kgwctl.diagnostics import Rule, Severity

_CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
"""

UNREADABLE = Rule(
    id="KGW0001",
    name="unreadable",
    severity=Severity.ERROR,
    summary="A file or folder could not be read.",
    explanation="It does not exist, may not be opened, is a link to itself, or is not text in UTF-8.",
)
NOT_YAML = Rule(
    id="KGW0002",
    name="not-yaml",
    severity=Severity.ERROR,
    summary="A document is neither YAML nor JSON as Kubernetes reads them.",
    explanation=(
        "The document is left out; the others of the same file are read. Kubernetes reads YAML 1.1: tabs do not "
        "indent, a plain text must not start with *, &, !, %, @ or a backquote, and nothing but a comment follows ---."
    ),
    bad=_CONFIG_MAP.replace("web}", "web"),
    good=_CONFIG_MAP,
)
DUPLICATE_KEY = Rule(
    id="KGW0003",
    name="duplicate-key",
    severity=Severity.ERROR,
    summary="A mapping has the same key twice.",
    explanation=(
        "A strict reader refuses the document; a lax one keeps the last value and drops the earlier one without a "
        'word. Keys of different types that read the same (1 and "1") are worse: which one wins is random.'
    ),
    bad=_CONFIG_MAP.replace("{name: web}", "{name: web, name: api}"),
    good=_CONFIG_MAP,
)
NOT_A_MAPPING = Rule(
    id="KGW0004",
    name="not-a-mapping",
    severity=Severity.ERROR,
    summary="A document, or an item of a list, is no mapping of fields.",
    bad="- kind: Service\n- kind: Secret\n",
    good="apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: web}\n",
)
RUNAWAY = Rule(
    id="KGW0005",
    name="runaway-document",
    severity=Severity.ERROR,
    summary="A document expands without bounds: aliases of aliases, or nesting beyond any use.",
    explanation="Kubernetes refuses such a document to protect itself; so does kgwctl.",
)
TEMPLATE = Rule(
    id="KGW0006",
    name="template",
    severity=Severity.ERROR,
    summary="A document is a template, not a manifest.",
    explanation="Render the chart or the template first, and pass the result: helm template CHART | kgwctl render -",
    bad=_CONFIG_MAP.replace("{name: web}", "{name: {{ .Release.Name }}}"),
    good=_CONFIG_MAP,
)
MERGED_KEY = Rule(
    id="KGW0008",
    name="merged-key",
    severity=Severity.WARNING,
    summary="A merge (<<) and its mapping set the same key.",
    explanation=(
        "Lax readers let whichever comes last win, against the YAML specification, by which the mapping's own key "
        "wins. A strict reader refuses the document. Put << first, or write the fields out."
    ),
    bad=_CONFIG_MAP.replace("{name: web}", "&name {name: web}") + "data: {name: api, <<: *name}\n",
    good=_CONFIG_MAP.replace("{name: web}", "&name {name: web}") + "data: {<<: *name, port: '80'}\n",
)
IGNORED_TEXT = Rule(
    id="KGW0009",
    name="ignored-text",
    severity=Severity.WARNING,
    summary="Text follows the end of a document, and Kubernetes ignores it.",
    explanation="A line that starts with --- begins another document; after ... or a closing bracket the rest is lost.",
    bad=_CONFIG_MAP + "...\n" + _CONFIG_MAP.replace("web", "api"),
    good=_CONFIG_MAP + "---\n" + _CONFIG_MAP.replace("web", "api"),
)
LINK_LOOP = Rule(
    id="KGW0010",
    name="link-loop",
    severity=Severity.WARNING,
    summary="A linked folder leads back to a folder it lies in, and is not entered again.",
)

RULES = (
    UNREADABLE,
    NOT_YAML,
    DUPLICATE_KEY,
    NOT_A_MAPPING,
    RUNAWAY,
    TEMPLATE,
    MERGED_KEY,
    IGNORED_TEXT,
    LINK_LOOP,
)

#: Rules whose findings mean that an input, or a part of it, could not be read or parsed at all.
INPUT_RULES = frozenset(rule.id for rule in (UNREADABLE, NOT_YAML, NOT_A_MAPPING, RUNAWAY, TEMPLATE))
