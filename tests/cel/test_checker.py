"""The type checker: what it accepts, what it says, and that Google's checker says the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgwctl.cel.checker import check
from kgwctl.cel.declared import declare
from kgwctl.cel.library import overloads
from kgwctl.cel.library.overload import ANY
from kgwctl.cel.literals import literal_problems
from kgwctl.cel.signatures import names, signatures
from kgwctl.cel.types import shown

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer"},
        "ratio": {"type": "number"},
        "on": {"type": "boolean"},
        "a-b": {"type": "string"},
        "either": {"x-kubernetes-int-or-string": True},
        "since": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "wait": {"type": "string", "format": "duration"},
        "blob": {"type": "string", "format": "byte"},
        "names": {"type": "array", "items": {"type": "string"}},
        "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"key": {"type": "string"}, "size": {"type": "integer"}}},
        },
        "other": {"type": "object", "properties": {"key": {"type": "string"}, "size": {"type": "integer"}}},
        "pod": {"type": "object", "x-kubernetes-embedded-resource": True},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        "anything": {"x-kubernetes-preserve-unknown-fields": True},
        "bad name": {"type": "string"},
    },
}
TYPES = {
    "self.name": "string",
    "self.count * 2 - 1": "int",
    "self.count < 1.5": "bool",
    "self.ratio / 2.0": "double",
    "self.a__dash__b": "string",
    "self.either": "dyn",
    "self.either + 1": "int",
    "self.since - duration('1h')": "timestamp",
    "self.since - self.since": "duration",
    "self.day.getFullYear()": "int",
    "self.wait.getSeconds()": "int",
    "self.wait == null": "bool",
    "size(self.blob)": "int",
    "self.names[0]": "string",
    "self.names.map(n, n.size())": "list(int)",
    "self.names.map(n, n != '', [n])": "list(list(string))",
    "self.names.filter(n, n != '').join(',')": "string",
    "self.names.all(i, n, i < 3 && n != '')": "bool",
    "self.names.exists_one(n, n == 'a')": "bool",
    "self.labels.a": "int",
    "self.labels.all(key, self.labels[key] > 0)": "bool",
    "self.labels.transformMap(key, value, string(value))": "map(string, string)",
    "self.labels.transformMapEntry(key, value, {value: key})": "map(int, string)",
    "self.labels.transformList(key, value, value > 1, key)": "list(string)",
    "self.rows.map(row, row.size).sum()": "int",
    "self.rows.sortBy(row, row.key)[0].key": "string",
    "self.rows[?0].?key": "optional_type(string)",
    "self.?name.orValue('')": "string",
    "self.?name.optMap(n, n.size()).orValue(0)": "int",
    "self.?other.optFlatMap(o, o.?size)": "optional_type(int)",
    "self.rows[0] == self.rows[1]": "bool",
    "self.pod.metadata.name": "string",
    "[]": "list(dyn)",
    "[[], ['a']]": "list(list(string))",
    "{}": "map(dyn, dyn)",
    "{'a': 1}['a']": "int",
    "[?self.?name]": "list(string)",
    "[].all(x, x > 1)": "bool",
    "self.on ? [] : [1]": "list(int)",
    "self.on ? dyn(1) : 'a'": "dyn",
    "type(self.either) == string": "bool",
    "type(ip('::1')) == net.IP": "bool",
    "quantity('1Gi').add(1).compareTo(quantity(self.name))": "int",
    "url(self.name).getQuery()['q'][0]": "string",
    "cidr(self.name).containsIP(ip('::1')) || cidr(self.name).containsCIDR('::/0')": "bool",
    "format.named('uri').value().validate(self.name)": "optional_type(list(string))",
    "semver(self.name, true).major()": "int",
    "sets.contains(self.names, ['a'])": "bool",
    "self.names.indexOf('a') + self.name.indexOf('a', 1)": "int",
    "[[1], [2]].flatten()": "list(int)",
    "'%d %s'.format([self.count, dyn(self.names)])": "string",
    "'%d %s %s'.format([self.count, self.name, [1, 'a']])": "string",
    "duration(self.count)": "duration",
    "lists.range(3).reverse().distinct().slice(0, 1)": "list(int)",
    "strings.quote(self.name)": "string",
    "optional.of(1).or(optional.none()).hasValue()": "bool",
    "-self.count": "int",
    "self": "object",
    "self.names.first()": "optional_type(string)",
}
PROBLEMS = {
    "self.name == 'x' * 10": "17: found no matching overload for '_*_' applied to '(string, int)'",
    "'a' + 1 == 'a1'": "4: found no matching overload for '_+_' applied to '(string, int)'",
    "self.missing > 3": "4: undefined field 'missing'",
    "has(self.missing)": "3: undefined field 'missing'",
    "self.?missing": "4: undefined field 'missing'",
    "size(self.count) > 1": "4: found no matching overload for 'size' applied to '(int)'",
    "self.count.size()": "15: found no matching overload for 'size' applied to 'int.()'",
    "self.rows.all(x, x.nope)": "18: undefined field 'nope'",
    "self.rows.all(x, x.key)": "18: expected type 'bool' but found 'string'",
    "self.rows.filter(x, 1)": "16: found no matching overload for '_?_:_' applied to"
    " '(int, list(object.rows.@idx), list(object.rows.@idx))'",
    "self.rows.exists_one(x, '')": "20: found no matching overload for '_?_:_' applied to '(string, int, int)'",
    "self.name.all(x, true)": "4: expression of type 'string' cannot be range of a comprehension"
    " (must be list, map, or dynamic)",
    "self.name.key": "9: type 'string' does not support field selection",
    "self.on && self.count": "15: expected type 'bool' but found 'int'",
    "self.on ? 1 : 'a'": "8: found no matching overload for '_?_:_' applied to '(bool, int, string)'",
    "[1, 'a']": "4: expected type 'int' but found 'string'",
    "[[1], ['a']]": "6: expected type 'list(int)' but found 'list(string)'",
    "{'a': 1, 'b': ''}": "14: expected type 'int' but found 'string'",
    "{'a': 1, 1: 2}": "9: expected type 'string' but found 'int'",
    "[dyn(1), 'a']": "9: expected type 'dyn' but found 'string'",
    "self.count == 1.5": "11: found no matching overload for '_==_' applied to '(int, double)'",
    "self.name == null": "10: found no matching overload for '_==_' applied to '(string, null)'",
    "self.rows[0] == self.other": "13: found no matching overload for '_==_' applied to"
    " '(object.rows.@idx, object.other)'",
    "self.names['a']": "10: found no matching overload for '_[_]' applied to '(list(string), string)'",
    "self.free.field": "9: undefined field 'field'",
    "self.anything": "4: undefined field 'anything'",
    "-self.name": "0: found no matching overload for '-_' applied to '(string)'",
    "x == 1": "0: undeclared reference to 'x'",
    "nothing(1)": "7: undeclared reference to 'nothing'",
    "[?1]": "2: expected type 'optional_type(int)' but found 'int'",
    "'x'.matches('(')": "12: invalid matches argument",
    "matches(self.name, '(')": "19: invalid matches argument",
    "self.name.find('[')": "15: invalid find argument",
    "duration('x') > self.wait": "9: invalid duration argument",
    "timestamp('x') > self.since": "10: invalid timestamp argument",
    "int('x')": "4: invalid int argument",
    "bool(dyn('x'))": "8: invalid bool argument",
    "int(string(b'x'))": "10: invalid int argument",
    "'%d'.format(['a'])": "13: %d cannot print a value of type 'string'",
    "'%d'.format([])": "11: index 0 out of range",
    "'a'.format([1])": "10: too many arguments supplied to string.format (expected 0, got 1)",
    "'%q'.format([1])": '13: unrecognized formatting clause "q"',
}


def checked(text: str) -> tuple[str, list[str]]:
    declared = declare(SCHEMA)
    assert declared is not None
    found = check(text, {"self": declared.type, "oldSelf": declared.type}, declared.objects())
    problems = found.problems or literal_problems(found)
    return shown(found.type(found.node)), [f"{offset}: {message}" for offset, message in problems]


@pytest.mark.parametrize("text", TYPES)
def test_types(text: str) -> None:
    assert checked(text) == (TYPES[text], [])


@pytest.mark.parametrize("text", PROBLEMS)
def test_problems(text: str) -> None:
    found = checked(text)[1]
    assert len(found) == 1
    assert found[0].startswith(PROBLEMS[text])


def test_each_problem_is_found_once() -> None:
    found = checked("math.greatest(1, 2) > y && self.nope == 1 && [].all(1)")[1]
    assert [text.split(": ")[1] for text in found] == [
        "undeclared reference to 'math'",
        "undeclared reference to 'greatest'",
        "undeclared reference to 'y'",
        "undefined field 'nope'",
        "undeclared reference to 'all'",
    ]


def test_every_function_of_the_engine_has_a_signature() -> None:
    kinds = {int: "int", str: "string", float: "double", bool: "bool", bytes: "bytes", list: "list", dict: "map"}
    internal = {(name, method) for name, method in names() if name.startswith(("_", "@", "!", "-", "cel."))}
    assert {(overload.name, overload.method) for overload in overloads()} - names() == set()
    assert names() - {(overload.name, overload.method) for overload in overloads()} == internal - {
        ("@sortByAssociatedKeys", True)
    }
    for overload in overloads():
        wanted = [kinds.get(parameter) for parameter in overload.parameters]
        fitting = [
            signature
            for signature in signatures(overload.name, overload.method)
            if len(signature.parameters) == len(wanted)
            and all(kind in (None, found.kind) for kind, found in zip(wanted, signature.parameters, strict=True))
        ]
        assert fitting, overload
        result = kinds.get(overload.result)
        assert result is None or overload.result is ANY or result in {each.result.kind for each in fitting}, overload


GOOGLE_FIELDS = ("name", "count", "ratio", "on", "since", "wait", "blob", "names", "labels", "rows", "other")
_ATOMS = [f"self.{field}" for field in GOOGLE_FIELDS] + [
    *("self", "1", "2u", "1.5", "'a'", "b'a'", "true", "null", "[]", "{}", "['a']", "[1, 2]", "{'a': 1}", "x", "int"),
    *("self.nope", "self.rows[0].key", "dyn(1)", "optional.none()", "self.?name", "duration('1s')", "type(1)"),
]
_UNARY = [
    *("!{0}", "-{0}", "size({0})", "{0}.size()", "string({0})", "int({0})", "double({0})", "type({0})", "dyn({0})"),
    *(
        "bytes({0})",
        "uint({0})",
        "timestamp({0})",
        "[{0}]",
        "[{0}, {0}]",
        "{{'a': {0}}}",
        "{{{0}: 1}}",
    ),
    *("{0}.all(x, x == x)", "{0}.exists(x, x > 1)", "{0}.map(x, x)", "{0}.map(x, [x])", "{0}.filter(x, x != 'a')"),
    *("{0}.key", "has({0}.key)", "{0}.?key", "optional.of({0})", "{0}.value()", "{0}.hasValue()", "{0}.lowerAscii()"),
    *(
        "{0}.getHours()",
        "{0}.optMap(x, [x])",
        "{0}.optFlatMap(x, optional.of(x))",
        "{0}.join('-')",
        "{0}[0]",
        "{0}['a']",
    ),
    *("{0}[?0]", "{0}.nothing()", "nothing({0})", "{0}.trim()", "{0}.exists_one(x, x == 1)", "[?{0}]"),
]
_BINARY = [
    *("{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / {1}", "{0} % {1}", "{0} == {1}", "{0} != {1}", "{0} < {1}"),
    *("{0} >= {1}", "{0} in {1}", "{0} && {1}", "{0} || {1}", "{0}[{1}]", "{0}[?{1}]", "{0}.contains({1})"),
    *("{0}.startsWith({1})", "{0}.orValue({1})", "{0}.or({1})", "{0}.split({1})", "{0}.join({1})"),
    *("{0}.all(x, {1})", "{0}.map(x, {1})", "{0}.filter(x, {1})", "{0}.map(x, {1}, x)", "{0}.exists(x, x == {1})"),
    *("{0}.format([{1}])", "{0}.charAt({1})", "{0}.substring({1})", "self.on ? {0} : {1}", "{{{0}: {1}}}"),
]

#: Results whose types are compared, where no part has a type that operators may choose.
_COMPARED = frozenset({"bool", "int", "uint", "double", "string", "bytes", "list", "map", "duration", "timestamp"})
_UNBOUND = ("dyn", "null", "{}", "[]", "none")


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = inner.map(lambda text: f"({text})")
    return st.one_of(
        st.builds(lambda form, part: form.format(part), st.sampled_from(_UNARY), wrapped),
        st.builds(lambda form, left, right: form.format(left, right), st.sampled_from(_BINARY), wrapped, wrapped),
    )


#: What C++ refuses and Kubernetes does not: its environment compares numbers of different types, macros run
#: over what has no known type, and maps may have any keys until they are evaluated.
_STRICTER = re.compile(
    r"'_[<>]=?_' applied to '\((int|uint|double), (int|uint|double)\)'|Unsupported map key type"
    r"|expression of type '(optional_type\()?dyn\)?' cannot be the range"
    r"|expected type 'optional_type\(dyn\)' but found 'dyn'"
)
EXPRESSIONS = st.recursive(st.sampled_from(_ATOMS), _grown, max_leaves=5)


@pytest.fixture(scope="module")
def google() -> Any:
    """Google's checker with a message that has the fields of the schema."""
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_optional, ext_strings
    from google.protobuf import descriptor_pb2, descriptor_pool, duration_pb2, timestamp_pb2

    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="test.proto", package="object", syntax="proto3")
    file.dependency.extend(("google/protobuf/duration.proto", "google/protobuf/timestamp.proto"))
    row = file.message_type.add(name="Row")
    row.field.add(name="key", number=1, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    row.field.add(name="size", number=2, type=field.TYPE_INT64, label=field.LABEL_OPTIONAL)
    root = file.message_type.add(name="Self")
    entry = root.nested_type.add(name="LabelsEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    entry.field.add(name="value", number=2, type=field.TYPE_INT64, label=field.LABEL_OPTIONAL)
    kinds: dict[str, tuple[Any, str | None, bool]] = {
        "name": (field.TYPE_STRING, None, False),
        "count": (field.TYPE_INT64, None, False),
        "ratio": (field.TYPE_DOUBLE, None, False),
        "on": (field.TYPE_BOOL, None, False),
        "since": (field.TYPE_MESSAGE, ".google.protobuf.Timestamp", False),
        "wait": (field.TYPE_MESSAGE, ".google.protobuf.Duration", False),
        "blob": (field.TYPE_BYTES, None, False),
        "names": (field.TYPE_STRING, None, True),
        "labels": (field.TYPE_MESSAGE, ".object.Self.LabelsEntry", True),
        "rows": (field.TYPE_MESSAGE, ".object.Row", True),
        "other": (field.TYPE_MESSAGE, ".object.Row", False),
    }
    for number, (name, (kind, message, repeated)) in enumerate(kinds.items(), start=1):
        label = field.LABEL_REPEATED if repeated else field.LABEL_OPTIONAL
        root.field.add(name=name, number=number, type=kind, type_name=message, label=label)
    pool = descriptor_pool.DescriptorPool()
    for module in (duration_pb2, timestamp_pb2):
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    extensions = [ext_optional.ExtOptional(), ext_strings.ExtStrings()]
    return cel.NewEnv(descriptor_pool=pool, variables={"self": cel.Type("object.Self")}, extensions=extensions)


@given(text=EXPRESSIONS)
@settings(max_examples=1500, deadline=None)
def test_googles_checker_agrees(google: Any, text: str) -> None:
    declared = declare(SCHEMA)
    assert declared is not None
    found = check(text, {"self": declared.type}, declared.objects())
    theirs, refusal = _compiled(google, text)
    if found.problems or refusal:
        assert (found.problems and refusal) or _STRICTER.search(refusal), (text, found.problems, refusal)
    elif theirs in _COMPARED and not any(word in text for word in _UNBOUND):
        assert shown(found.type(found.node)).split("(")[0] == theirs, text


def _compiled(google: Any, text: str) -> tuple[str, str]:
    """The name of the result's type, or why C++ refuses the expression."""
    try:
        return str(google.compile(text).return_type().name()).split("<")[0].lower(), ""
    except RuntimeError as error:
        return "", str(error)
