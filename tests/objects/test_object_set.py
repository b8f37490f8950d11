from __future__ import annotations

import pytest

from kgwctl.objects.object_set import ObjectSet
from kgwctl.objects.resource import NOT_YET_CREATED, Age, ObjectKey, Resource
from tests.documents import of_value


def resource(kind: str, name: str, namespace: str = "default") -> Resource[None]:
    return Resource(ObjectKey("", kind, namespace, name), None, of_value({}), Age(NOT_YET_CREATED, 0), {}, {})


def test_listings_are_in_load_order() -> None:
    b, service, a = resource("Secret", "b"), resource("Service", "x"), resource("Secret", "a")
    objects = ObjectSet([b, service, a])
    assert objects.of(("", "Secret")) == (b, a)
    assert objects.of(("", "ConfigMap")) == ()
    assert list(objects) == [b, service, a]
    assert objects.kinds() == (("", "Secret"), ("", "Service"))
    assert len(objects) == 3


def test_lookup_by_identity() -> None:
    secret = resource("Secret", "a")
    objects = ObjectSet([secret])
    assert objects.get(secret.key) is secret
    assert secret.key in objects
    assert objects.get(ObjectKey("", "Secret", "other", "a")) is None


def test_names() -> None:
    here, there = resource("Secret", "a", "here"), resource("Secret", "a", "there")
    objects = ObjectSet([there, resource("Service", "a", "here"), here, resource("Secret", "b", "here")])
    assert objects.namesakes(here.key) == [there.key, here.key]
    assert objects.namesakes(ObjectKey("", "Secret", "here", "c")) == ()
    assert objects.names_in("", "Secret", "here") == ["a", "b"]
    assert objects.names_in("", "Secret", "nowhere") == ()
    assert objects.names_in("", "ConfigMap", "here") == ()


def test_identities_are_unique() -> None:
    with pytest.raises(ValueError, match="Secret default/a"):
        ObjectSet([resource("Secret", "a"), resource("Secret", "a")])


def test_cluster_scoped_names() -> None:
    assert str(resource("Namespace", "a", "").key) == "Namespace a"
