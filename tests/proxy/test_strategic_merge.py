"""Strategic merge patches: what each directive does, on fields of real kinds."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgwctl.proxy.kubernetes.deployment import Deployment
from kgwctl.proxy.kubernetes.disruption import PodDisruptionBudget
from kgwctl.proxy.kubernetes.service import Service
from kgwctl.proxy.strategic_merge import PatchError, strategic_merge

POD = {
    "containers": [
        {"name": "proxy", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "args": ["-f", "x"]},
        {"name": "sds"},
    ],
    "volumes": [{"name": "config", "configMap": {"name": "edge"}}],
    "tolerations": [{"key": "a"}],
}


def patched(patch: dict[str, Any]) -> dict[str, Any]:
    original = {"spec": {"template": {"spec": deepcopy(POD)}}}
    before = deepcopy(original)
    result = strategic_merge(original, {"spec": {"template": {"spec": patch}}}, Deployment)
    assert original == before
    pod: dict[str, Any] = result["spec"]["template"]["spec"]
    return pod


def test_elements_merge_by_key_and_new_ones_come_first() -> None:
    pod = patched({"containers": [{"name": "new"}, {"name": "proxy", "env": [{"name": "B", "value": "3"}]}]})
    assert [one["name"] for one in pod["containers"]] == ["new", "proxy", "sds"]
    assert pod["containers"][1]["env"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "3"}]


def test_an_element_is_deleted_by_its_key() -> None:
    pod = patched({"containers": [{"name": "proxy", "env": [{"name": "A", "$patch": "delete"}]}]})
    assert pod["containers"][0]["env"] == [{"name": "B", "value": "2"}]


def test_a_list_is_replaced_by_an_element_that_says_so() -> None:
    assert patched({"volumes": [{"$patch": "replace"}, {"name": "own"}]})["volumes"] == [{"name": "own"}]


def test_lists_without_key_are_replaced() -> None:
    assert patched({"tolerations": [{"key": "b"}]})["tolerations"] == [{"key": "b"}]


def test_null_deletes_and_delete_empties() -> None:
    assert "volumes" not in patched({"volumes": None})
    assert strategic_merge({"spec": {"a": {"b": 1}}}, {"spec": {"a": {"$patch": "delete"}}}, Deployment) == {
        "spec": {"a": {}}
    }


def test_replace_keeps_nothing_of_an_object() -> None:
    patch = {"spec": {"template": {"spec": {"$patch": "replace", "nodeName": "n"}}}}
    assert strategic_merge({"spec": {"template": {"spec": POD}}}, patch, Deployment)["spec"]["template"]["spec"] == {
        "nodeName": "n"
    }


def test_order_of_elements() -> None:
    pod = patched({"$setElementOrder/containers": [{"name": "sds"}, {"name": "proxy"}]})
    assert [one["name"] for one in pod["containers"]] == ["sds", "proxy"]


def test_order_of_plain_values() -> None:
    pod = patched({"containers": [{"name": "proxy", "$setElementOrder/args": ["x", "-f"]}]})
    assert pod["containers"][0]["args"] == ["x", "-f"]


def test_retained_keys() -> None:
    original = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    assert strategic_merge(original, patch, Deployment) == {"spec": {"strategy": {"type": "Recreate"}}}


def test_primitives_are_deleted_from_their_list() -> None:
    original = {"metadata": {"finalizers": ["a", "b"]}}
    patch = {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"]}}
    assert strategic_merge(original, patch, Service) == {"metadata": {"finalizers": ["b"]}}


def test_a_selector_of_a_disruption_budget_is_replaced() -> None:
    original = {"spec": {"selector": {"matchLabels": {"a": "1"}}}}
    patch = {"spec": {"selector": {"matchLabels": {"b": "2"}}}}
    assert strategic_merge(original, patch, PodDisruptionBudget) == patch


def test_what_is_new_loses_nulls_and_directives() -> None:
    assert patched({"affinity": {"a": None, "b": {"$patch": "delete"}, "c": 1}})["affinity"] == {"c": 1}


@pytest.mark.parametrize(
    ("patch", "text"),
    [
        ({"containers": [{"image": "x"}]}, "does not contain declared merge key: name"),
        ({"$patch": "erase"}, "unknown patch type: erase"),
        ({"containers": [{"name": "proxy", "$patch": "merge"}]}, "merging lists cannot yet be specified"),
        ({"securityContext": {"$retainKeys": "all"}, "volumes": None}, None),
        (
            {"$setElementOrder/containers": [{"name": "sds"}], "containers": [{"name": "proxy"}]},
            "doesn't match $setElementOrder list",
        ),
    ],
)
def test_impossible_patches(patch: dict[str, Any], text: str | None) -> None:
    if text is None:
        patched(patch)
        return
    with pytest.raises(PatchError, match=text.replace("$", r"\$")):
        patched(patch)


NAMES = st.sampled_from("abcde")
LISTS = st.lists(NAMES, unique=True, max_size=5)


@given(LISTS, LISTS)
def test_nothing_is_lost_or_doubled(before: list[str], added: list[str]) -> None:
    original = {"spec": {"template": {"spec": {"containers": [{"name": one, "image": "old"} for one in before]}}}}
    patch = {"spec": {"template": {"spec": {"containers": [{"name": one, "image": "new"} for one in added]}}}}
    merged = strategic_merge(original, patch, Deployment)["spec"]["template"]["spec"]["containers"]
    assert sorted(one["name"] for one in merged) == sorted({*before, *added})
    assert {one["name"] for one in merged if one["image"] == "new"} == set(added)
    kept = [one["name"] for one in merged if one["image"] == "old"]
    assert kept == [one for one in before if one not in added]
    assert [one["name"] for one in merged if one["image"] == "new"] == added
