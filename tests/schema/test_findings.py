from __future__ import annotations

import pytest

from kgwctl.manifests import Source, read_source
from kgwctl.objects.typing import type_documents


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("on", 'YAML 1.1 reads on as a boolean: put it in quotes, as in "on"'),
        ("n", 'YAML 1.1 reads n as a boolean: put it in quotes, as in "n"'),
        ("1.10", 'YAML 1.1 reads 1.10 as a number: put it in quotes, as in "1.10"'),
        ("[a]", ""),
    ],
)
def test_words_that_yaml_does_not_read_as_text(word: str, hint: str) -> None:
    text = f"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: a\n  namespace: {word}\n"
    documents, _ = read_source(Source("a.yaml", text.encode()))
    assert [one.hint for one in type_documents(documents).findings if one.path == ("metadata", "namespace")] == [hint]
