# ruff: noqa: E501 - inputs are easier to read on one line
"""No output and no kept file holds a secret of the input, as it is or in base64; nothing printed obeys the input."""

from __future__ import annotations

import json
import os
import stat
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgwctl.envoy.binary import find_envoy

from .runs import GATEWAY as SHOP_GATEWAY
from .runs import ROUTE as SHOP_ROUTE
from .runs import SERVICE as SHOP_SERVICE
from .runs import Done, command

GATEWAY, ROUTE, SERVICE = (text.replace("  namespace: shop\n", "") for text in (SHOP_GATEWAY, SHOP_ROUTE, SHOP_SERVICE))

#: In every secret, with and without its end; neither occurs anywhere else.
MARK = "Mk9zQx"


def mark(number: int) -> str:
    """A secret of its own for each place."""
    return f"{MARK}{number:03}Vw"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: NAME, labels: {app: NAME}, annotations: {ANNOTATIONS}}\n"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
KGATEWAY = "gateway.kgateway.dev/v1alpha1"
AGENTGATEWAY = "agentgateway.dev/v1alpha1"


def secret(name: str, annotations: str = "", **string_data: str) -> str:
    head = SECRET.replace("NAME", name).replace("ANNOTATIONS", annotations)
    texts = {key.replace("_", "."): text for key, text in string_data.items()}
    data = {key: encoded(text) for key, text in texts.items()}
    return f"{head}stringData: {json.dumps(texts)}\ndata: {json.dumps(data)}\n"


def policy(name: str, spec: str, kind: str = "TrafficPolicy", api: str = KGATEWAY, targets: bool = True) -> str:
    target = "  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: catalogue}]\n" if targets else ""
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{target}  {spec}\n"


PEM = f"-----BEGIN PRIVATE KEY-----\n{encoded(mark(1) * 9)}\n-----END PRIVATE KEY-----\n"
JWKS = json.dumps({"keys": [{"kty": "oct", "kid": "a", "k": mark(2)}, {"kty": "RSA", "n": "AQAB", "d": mark(3)}]})
OLD = json.dumps({"kind": "Secret", "stringData": {"password": mark(4)}})

#: Inputs that are right or nearly, one a kind of secret.
READABLE = {
    "tls": secret("tls", tls_key=PEM, tls_crt="no certificate"),
    "tls-data": SECRET.replace("NAME", "tls2").replace("ANNOTATIONS", "")
    + f"type: kubernetes.io/tls\ndata: {{tls.key: {encoded(PEM)}, tls.crt: {mark(5)}, other: {mark(6)}==}}\n",
    "tls-listener": GATEWAY.replace("name: web", "name: tls-edge").replace(
        "protocol: HTTP", "protocol: HTTPS\n      tls: {certificateRefs: [{name: tls}, {name: tls2}]}"
    ),
    "api-keys": secret("keys", one=mark(7), two=mark(7), three=f"{mark(8)}\n"),
    "api-key-policy": policy(
        "keys", "apiKeyAuth: {keySources: [{header: x-key}], secretSelector: {matchLabels: {app: keys}}}"
    ),
    "htpasswd": secret("logins", _htpasswd=f"user:{mark(9)}\nother:$apr1${mark(10)}\n"),
    "basic-bad": policy("wrong-logins", f"basicAuth: {{users: ['{mark(11)}']}}").replace("catalogue", "header"),
    "basic": policy("logins", f"basicAuth: {{users: ['me:{{SHA}}{mark(12)}{'A' * 16}=']}}"),
    "oauth2": secret("client", client_secret=mark(13)) + "---\n" + secret("oauth2-hmac-secret", hmac=mark(14)),
    "oauth2-extension": policy(
        "login",
        "oauth2: {backendRef: {name: catalogue, port: 80}, redirectURI: 'https://b.example/back', issuerURI: 'https://a.example', clientSecret: "
        + mark(15)
        + ", credentials: {clientID: me, clientSecretRef: {name: client}}}",
        kind="GatewayExtension",
        targets=False,
    ),
    "aws": secret("aws", accessKey=f"AKIA{mark(16)}", secretKey=mark(17), sessionToken=mark(18)),
    "aws-backend": policy(
        "aws",
        'type: AWS\n  aws: {accountId: "000000000000", auth: {type: Secret, secretRef: {name: aws}}, lambda: {functionName: f}}',
        kind="Backend",
        targets=False,
    ),
    "jwks": policy(
        "jwks",
        f"jwt: {{providers: [{{name: a, issuer: a, jwks: {{local: {{inline: {json.dumps(JWKS)}}}}}}}]}}",
        "GatewayExtension",
        targets=False,
    ),
    "jwks-map": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: jwks}}\ndata: {{jwks: {json.dumps(JWKS)}}}\n",
    "inline": policy(
        "model",
        f"backend: {{auth: {{key: {mark(19)}}}, ai: {{routes: {mark(20)}: x}}}}".replace(
            f"routes: {mark(20)}: x", "bogus: 1"
        ),
        "AgentgatewayPolicy",
        AGENTGATEWAY,
    ),
    "inline-list": policy("model2", f"backend: {{auth: {{key: [{mark(21)}]}}}}", "AgentgatewayPolicy", AGENTGATEWAY),
    "inline-jwks": policy(
        "model3",
        f"traffic: {{jwtAuthentication: {{providers: [{{issuer: a, jwks: {{inline: {json.dumps(JWKS[:-1])}}}}}]}}}}",
        "AgentgatewayPolicy",
        AGENTGATEWAY,
    ),
    "header": ROUTE.replace(
        "  rules:",
        "  rules:\n    - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Authorization, value: {a: "
        + mark(22)
        + "}}]}}]",
    ).replace("name: catalogue\nspec", "name: header\nspec"),
    "last-applied": GATEWAY.replace(
        "name: web", f"name: applied\n  annotations: {{{LAST_APPLIED}: {json.dumps(OLD)}}}"
    ),
    "last-applied-secret": secret("applied", f"{LAST_APPLIED}: {json.dumps(OLD)}", a=mark(23)),
    "last-applied-number": SERVICE.replace("metadata:", f"metadata:\n  annotations: {{{LAST_APPLIED}: [{mark(24)}]}}"),
    "sops": f"{secret('sops', password=mark(25))}sops: {{mac: {mark(26)}, age: []}}\n",
    "sops-values": f"database: {{host: {mark(27)}, password: {mark(28)}}}\nsops: {{version: 3}}\n",
    "environment": policy(
        "proxy",
        f"kube: {{envoyContainer: {{env: [{{name: DB_PASSWORD, value: [{mark(29)}]}}]}}}}",
        "GatewayParameters",
        targets=False,
    ),
    "wrong-types": SECRET.replace("NAME", "wrong").replace("ANNOTATIONS", "")
    + f"data: [{mark(30)}]\nstringData: {{a: [{mark(31)}], b: {{c: {mark(32)}}}}}\npasswrod: {mark(33)}\n",
    "immutable": SECRET.replace("NAME", "wrong2").replace("ANNOTATIONS", "")
    + f"immutable: {mark(34)}\nstringData: {mark(35)}\n",
    "legacy": GATEWAY.replace("name: web", "name: old\n  annotations: {kgateway.dev/per-connection-buffer-limit: 64Ki}")
    + "---\n"
    + secret("after", a=mark(36)),
}
#: Inputs that cannot be read.
BROKEN = {
    "alias": SECRET + f"stringData: {{}}\n---\nkind: Secret\nstringData:\n  password: *{mark(50)}\n",
    "anchor": f"password: &{mark(51)} [*{mark(51)}]\n",
    "alias-alone": f"apiVersion: v1\nkind: Secret\npassword: *{mark(52)}\n",
    "tag": f"kind: Secret\nstringData: {{password: !!int {mark(53)}}}\n",
    "handle": f"kind: Secret\nstringData:\n  password: !{mark(54)}!x y\n",
    "quote": f'kind: Secret\nstringData:\n  password: "{mark(55)}\n',
    "colon": f"kind: Secret\nstringData:\n  password: {mark(56)}: {mark(57)}\n",
    "at": f"kind: Secret\nstringData:\n  password: @{mark(58)}\n",
    "separator": f"--- {mark(59)}\na: 1\n",
    "end": f"kind: Secret\nstringData:\n  a: b\n...\n{mark(60)}\n",
    "block": f"spec:\n  tls:\n    tlsKey: |\n      -----BEGIN X\n      {mark(61)}\n\t{mark(62)}\n",
    "repeated": f"kind: Secret\nstringData:\n  password: {mark(63)}\n  password: {mark(64)}\n",
    "number": f"kind: Secret\nstringData: {{? [{mark(65)}] : 1}}\n",
    "template": f"kind: Secret\nstringData:\n  password: {{{{ {mark(66)} }}}}\n",
    "inline": f"spec:\n  backend:\n    auth:\n      key: {mark(67)}: x\n",
    "users": f"spec:\n  basicAuth:\n    users:\n    - a\n    - {mark(68)}: {mark(69)}: x\n",
    "bearer": f"spec:\n  filters:\n  - {{name: x, value: Bearer {mark(70)}: x: y}}\n",
    "json": f'{{"kind": "Secret", "stringData": {{"a": "{mark(71)}" "b"}}}}\n',
    "json-lines": f'{{"kind": "Secret",\n"stringData": {{\n"a": "{mark(72)}",\n"b": {mark(73)}\n}}}}\n{{"a": 1}}\n{{"stringData": {mark(74)}}}\n',
    "value": f"env:\n- name: API_KEY\n  value: {mark(75)}: x: y\n",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name, text in READABLE.items():
        (folder / f"{name}.yaml").write_text(text)
    (folder / "base.yaml").write_text(f"{GATEWAY}---\n{ROUTE}---\n{SERVICE}")
    return folder


def check(what: str, data: bytes) -> None:
    """Fail if a secret, or a part of one, is in ``data``, also below base64."""
    for text in (MARK, *(encoded("x" * shift + MARK)[(4 if shift else 0) : -4] for shift in range(3))):
        at = data.find(text.encode())
        assert at == -1, f"{what}: {data[max(0, at - 200) : at + 80]!r}"


def check_kept(folder: Path) -> int:
    count = 0
    for path in (path for path in folder.rglob("*") if path.is_file()):
        check(str(path), path.read_bytes())
        count += 1
    return count


FORMATS = ("text", "json", "yaml", "sarif", "junit", "github")


@pytest.mark.parametrize("form", FORMATS)
def test_findings(tree: Path, form: str) -> None:
    for name, text in BROKEN.items():
        (tree / f"broken-{name}.yaml").write_text(text)
    done = command("validate", ".", "-o", form, "--write-baseline", "../baseline.json", "-o", f"{form}=../report" if form != "text" else "json=../report")  # fmt: skip
    if done.code == 2:
        done = command("validate", ".", "-o", form, "--write-baseline", "../baseline.json")
    assert done.code == 3
    assert b"KGW" in done.out or form == "junit"
    check(form, done.out + done.err.encode())
    assert (tree.parent / "baseline.json").stat().st_size > 2000
    assert check_kept(tree.parent / "cache") == 0
    check("baseline", (tree.parent / "baseline.json").read_bytes())


def test_single_broken_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in BROKEN.items():
        for arguments in (("validate", "-"), ("render", "-"), ("migrate", "-")):
            done = command(*arguments, stdin=text.encode())
            check(f"{arguments} {name}", done.out + done.err.encode())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_kept(tree: Path, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that remember, processes included, also after a change and for a run that read standard input."""
    monkeypatch.setattr("kgwctl.incremental.check._WORTH_SHARING", 0)
    os.umask(0o022)
    padding = "#" + "x" * (1 << 18)
    (tree / "large.yaml").write_text(f"{padding}\n---\n{ROUTE.replace('name: catalogue', 'name: large', 1)}")
    first = command("validate", ".", "-j", jobs)
    (tree / "base.yaml").write_text(f"# moved\n{GATEWAY}---\n{ROUTE}---\n{SERVICE.replace('port: 80', 'port: 81')}")
    second = command("validate", ".", "-j", jobs)
    third = command("validate", "-", stdin=f"{padding}\n---\n{READABLE['tls']}".encode())
    for done in (first, second, third):
        assert done.code in (0, 1, 3)
        check("output", done.out + done.err.encode())
    cache = tree.parent / "cache"
    assert check_kept(cache) >= 3
    for path in (cache / "kgwctl").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def renders() -> Iterator[tuple[str, Done]]:
    for form in ("yaml", "json"):
        yield form, command("render", ".", "-o", form, "--metrics-file", "../metrics.json", "--defaulting", "none")
        yield f"{form}, defaulted", command("render", ".", "-o", form)


def test_renders(tree: Path) -> None:
    for form, done in renders():
        check(form, done.out + done.err.encode())
        assert b"redacted sha256" in done.out
    check("metrics", (tree.parent / "metrics.json").read_bytes())


@pytest.mark.parametrize("arguments", [(), ("-o", "json"), ("--check",), ("--write", "--force")])
def test_migrations(tree: Path, arguments: tuple[str, ...]) -> None:
    done = command("migrate", ".", *arguments)
    check(" ".join(arguments), done.out + done.err.encode())
    assert check_kept(tree.parent / "cache") == 0


@pytest.mark.parametrize("case", ["keys", "aws"])
def test_refusals_of_envoy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    if find_envoy() is None:
        pytest.skip("there is no Envoy")
    monkeypatch.chdir(tmp_path)
    text = {
        "keys": f"{GATEWAY}---\n{ROUTE}---\n{SERVICE}---\n{READABLE['api-keys']}---\n{READABLE['api-key-policy']}",
        "aws": f"{GATEWAY}---\n{ROUTE.replace('- name: catalogue', '- name: aws').replace('port: 80', f'group: {KGATEWAY[:-9]}')}---\n"
        + READABLE["aws-backend"].replace("000000000000", "")
        + "---\n"
        + secret("aws", accessKey="", secretKey=mark(17)),
    }[case]
    for arguments in (("validate", "-"), ("render", "-")):
        done = command(*arguments, "--envoy", stdin=text.encode())
        check(case, done.out + done.err.encode())


HARMFUL = "x\x01\x1b[2J\n::error::pwn%0A##[group]\x07\x9b\x7f\u202e\u2028y"


@pytest.mark.parametrize("form", FORMATS)
def test_control_characters(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": HARMFUL},
        "spec": {"parentRefs": [{"name": HARMFUL}], "rules": [{HARMFUL: 1, "backendRefs": [{"name": HARMFUL}]}]},
    }
    other = {"apiVersion": f"{HARMFUL}/v1", "kind": HARMFUL, "metadata": {"name": HARMFUL}}
    text = json.dumps([route]).strip("[]") + "\n" + json.dumps(other)
    for done in (
        command("validate", "-", "-o", form, stdin=text.encode()),
        command("validate", f"no{HARMFUL}.yaml", "-o", form),
    ):
        out = done.out.decode() + done.err
        assert not [c for c in out if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]
        assert not [line for line in out.splitlines() if line.lstrip().startswith("::") and form != "github"]
        if form == "github":
            assert all(
                line.startswith(("::error title", "::warning title", "::notice title"))
                for line in done.out.decode().splitlines()
            )


def test_control_characters_in_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inputs = f"{GATEWAY}---\n{ROUTE}---\n{SERVICE}---\n" + policy(
        "t", "transformation: {request: {body: {value: " + json.dumps(HARMFUL) + "}}}"
    )
    for arguments in (("render", "-"), ("render", "-", "-o", "json"), ("migrate", "-")):
        done = command(*arguments, stdin=inputs.encode())
        out = done.out.decode() + done.err
        assert not [c for c in out if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]
        assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]


def test_renders_of_agentgateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gateway = GATEWAY.replace("gatewayClassName: kgateway", "gatewayClassName: agentgateway")
    policies = {
        "keys": "apiKeyAuthentication: {secretSelector: {matchLabels: {app: keys}}}",
        "logins": f"basicAuthentication: {{users: ['me:{{SHA}}{mark(80)}', '{mark(81)}']}}",
        "tokens": f"jwtAuthentication: {{providers: [{{issuer: a, jwks: {{inline: {json.dumps(JWKS)}}}}}]}}",
    }
    backends = "".join(
        f"---\napiVersion: {AGENTGATEWAY}\nkind: AgentgatewayBackend\nmetadata: {{name: {name}}}\n"
        f"spec: {{ai: {{provider: {{openai: {{model: x}}}}}}, policies: {{auth: {auth}}}}}\n"
        for name, auth in (("inline", f"{{key: {mark(82)}}}"), ("named", "{secretRef: {name: model}}"))
    )
    text = f"{gateway}---\n{ROUTE}---\n{SERVICE}{backends}---\n{secret('model', Authorization=mark(83))}---\n{secret('keys', one=mark(84))}"
    text += "".join(
        "---\n" + policy(name, f"traffic: {{{spec}}}", "AgentgatewayPolicy", AGENTGATEWAY)
        for name, spec in policies.items()
    )
    for form in ("yaml", "json"):
        done = command("render", "-", "-o", form, stdin=text.encode())
        check(form, done.out + done.err.encode())
        assert done.out.count(b"redacted sha256") >= 4
