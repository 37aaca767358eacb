"""Makes the signing vectors of ../tests/signing with the provider's own SDK.

Nothing here computes a signature: every canonical request, string to sign and signature is what
`huaweicloudsdkcore.signer.signer.Signer` made of the request. A folder is a case:

    request             the request as it is sent, before the header Authorization
    canonical-request   what the SDK makes of it
    string-to-sign      what the SDK makes of that
    signature           the SDK's signature, in hex

Run it in a venv with requirements.txt installed:

    python make_vectors.py            writes the folders anew
    python make_vectors.py --check    exits 1 if a folder is not what the SDK makes today
"""

import pathlib
import sys
from urllib.parse import quote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "signing"
FILES = ["request", "canonical-request", "string-to-sign", "signature"]

# No real keys: they exist only in these vectors.
ACCESS_KEY = "VECTORACCESSKEY00001"
SECRET_KEY = "vectorSecretKeyOfNobody0123456789abcdefg"
SECURITY_TOKEN = "vectorSecurityToken/of+nobody=="

HOST = "hss.eu-west-101.myhuaweicloud.eu"
DATE = "20260403T120000Z"
JSON = "application/json"


class Case:
    """A request, in the words of a test: the path as sent, the query as pairs or as sent."""

    def __init__(self, name, method="GET", path="/v5/p1/logs", query=(), sent=None, host=HOST, headers=None, body=b""):
        self.name = name
        self.method = method
        self.path = path
        self.query = list(query)
        self.sent = sent
        self.host = host
        self.headers = dict(headers or {})
        self.body = body

    def target(self):
        """Path and query as they are sent; the pairs in the order in which they were given."""
        query = self.sent
        if query is None:
            query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path


CASES = [
    # The path.
    Case("path-root", path="/"),
    Case("path-plain"),
    Case("path-slash-at-the-end", path="/v5/p1/logs/"),
    Case("path-slashes-in-a-row", path="/v5//p1///logs"),
    Case("path-encoded-slash", path="/v5/a%2Fb/logs"),
    Case("path-encoded-slash-lower-case", path="/v5/a%2fb/logs"),
    Case("path-encoded-slash-at-the-end", path="/v5/p1/logs%2F"),
    Case("path-space", path="/v5/a%20b/logs"),
    Case("path-tilde", path="/v5/~a/logs"),
    Case("path-tilde-encoded", path="/v5/%7Ea/logs"),
    Case("path-plus", path="/v5/a+b/logs"),
    Case("path-plus-encoded", path="/v5/a%2Bb/logs"),
    Case("path-star", path="/v5/a*b/logs"),
    Case("path-star-encoded", path="/v5/a%2Ab/logs"),
    Case("path-unreserved", path="/v5/aZ09-._~/logs"),
    Case("path-reserved", path="/v5/a:b@c!d$e&f'g(h)i,j;k=l/logs"),
    Case("path-unicode", path="/v5/%E6%97%A5%E5%BF%97-%C3%A9/logs"),
    Case("path-outside-the-basic-plane", path="/v5/%F0%9F%94%92/logs"),
    Case("path-percent", path="/v5/100%25/logs"),
    Case("path-percent-twice", path="/v5/a%252Fb/logs"),
    Case("path-no-utf-8", path="/v5/%FF/logs"),
    Case("path-broken-utf-8", path="/v5/%E6%97x%FFy/logs"),
    Case("path-dots", path="/v5/./p1/../logs"),
    # The query.
    Case("query-one", query=[("limit", "10")]),
    Case("query-several", query=[("offset", "0"), ("limit", "10"), ("event_type", "a")]),
    Case("query-empty-value", query=[("resource_name", "")]),
    Case("query-empty-values", query=[("b", ""), ("a", ""), ("c", "1")]),
    Case("query-name-alone", query=[("a", "")], sent="a"),
    Case("query-repeated-key", query=[("a", "1"), ("a", "2")]),
    Case("query-repeated-key-unsorted", query=[("a", "2"), ("b", "x"), ("a", "10"), ("a", "1")]),
    Case("query-repeated-pair", query=[("a", "1"), ("a", "1")]),
    Case("query-multi-valued", query=[("a", ["z", "", "m"]), ("b", "1")], sent="a=z&a=&a=m&b=1"),
    Case("query-sorted-before-it-is-encoded", query=[("a", "1"), ("a!", "2"), ("a-", "3"), ("aA", "4")]),
    Case("query-values-sorted-before-they-are-encoded", query=[("a", "~"), ("a", "é"), ("a", "Z"), ("a", "/")]),
    Case("query-capitals-first", query=[("b", "1"), ("B", "2"), ("a", "3"), ("A", "4")]),
    Case("query-space", query=[("a b", "c d")]),
    Case("query-plus", query=[("a+b", "c+d")]),
    Case("query-plus-as-it-is", query=[("a+b", "c+d")], sent="a+b=c+d"),
    Case("query-tilde", query=[("a~", "~b")]),
    Case("query-tilde-encoded", query=[("a~", "~b")], sent="a%7E=%7eb"),
    Case("query-star", query=[("a", "scc/hello:*")]),
    Case("query-star-as-it-is", query=[("a*", "*")], sent="a*=*"),
    Case("query-slash", query=[("a", "b/c")]),
    Case("query-slash-as-it-is", query=[("a", "b/c")], sent="a=b/c"),
    Case("query-percent", query=[("a", "100%"), ("b", "%2F")]),
    Case("query-equals-and-ampersand", query=[("a=b", "c=d&e")]),
    Case("query-equals-as-it-is", query=[("a", "b=c=")], sent="a=b=c="),
    Case("query-reserved", query=[("a", "!'();:@,?#[]$")]),
    Case("query-unicode", query=[("名", "日志"), ("é", "ü")]),
    Case("query-outside-the-basic-plane", query=[("a", "🔒"), ("a", "\uffee")]),
    Case("query-line-break", query=[("a", "b\r\nc\td")]),
    # The headers.
    Case("headers-project", headers={"X-Project-Id": "p1"}),
    Case("headers-sorted", headers={"X-Project-Id": "p1", "User-Agent": "tests/1", "Accept": JSON, "content-type": JSON}),
    Case("headers-trimmed", headers={"X-Note": "  a  b\t"}),
    Case("headers-empty", headers={"X-Note": ""}),
    Case("headers-colon", headers={"X-Note": "a:b: c"}),
    Case("headers-unicode", headers={"X-Note": "日志 é"}),
    Case("headers-underscore-is-not-signed", headers={"X_Note": "a", "X-Note": "b"}),
    Case("host-port", host="127.0.0.1:8443"),
    Case("host-port-ipv6", host="[::1]:8443"),
    # The body.
    Case("body-json", "POST", body=b'{"a":[1,2],"b":null}', headers={"Content-Type": JSON}),
    Case("body-json-charset", "POST", body='{"a":"é"}'.encode(), headers={"Content-Type": JSON + ";charset=UTF-8"}),
    Case("body-unicode", "PUT", body="日志 🔒".encode()),
    Case("body-bytes", "PUT", body=bytes([0, 255, 10, 13, 128])),
    Case("body-line-breaks", "PATCH", body=b"\r\n\r\na\n"),
    Case("body-empty", "POST", headers={"Content-Type": JSON}),
    Case("body-with-query", "POST", query=[("b", "2"), ("a", "1")], body=b"{}", headers={"Content-Type": JSON}),
    # The SDK does not sign the body of other media types; the header that says so is its own, and is signed.
    Case("body-form-unsigned", "POST", body=b"a=1&b=2", headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Case("body-empty-unsigned", "POST", headers={"Content-Type": "text/plain"}),
    Case("method-delete", "DELETE"),
    Case("method-lower-case", "get"),
    # Temporary keys.
    Case("temporary-keys", headers={"X-Security-Token": SECURITY_TOKEN, "X-Project-Id": "p1"}),
    Case(
        "temporary-keys-body",
        "POST",
        body=b"{}",
        headers={"X-Security-Token": SECURITY_TOKEN, "Content-Type": JSON},
    ),
    # All at once, as the client sends it.
    Case(
        "whole-call",
        path="/v5/0a1b2c/container/image/events",
        query=[("start_time", "1737465650731"), ("resource_type", "scc_hss_container/hello-world:*"), ("limit", "200")],
        headers={"Accept": JSON, "User-Agent": "huaweicloud-hss/0.1.0", "X-Project-Id": "0a1b2c"},
    ),
]


class WatchedSigner(Signer):
    """The SDK's signer, which keeps what it makes on the way."""

    def _process_canonical_request(self, request, signed_headers):
        self.canonical_request = super()._process_canonical_request(request, signed_headers)
        return self.canonical_request

    def _process_string_to_sign(self, canonical_request, time):
        self.string_to_sign = super()._process_string_to_sign(canonical_request, time)
        return self.string_to_sign


def make(case):
    """The four files of a case, as bytes."""
    headers = {"Host": case.host, "X-Sdk-Date": DATE, **case.headers}
    request = SdkRequest(
        method=case.method,
        schema="https",
        host=case.host,
        resource_path=case.path,
        query_params=list(case.query),
        header_params=dict(headers),
        body=case.body,
    )
    signer = WatchedSigner(BasicCredentials(ACCESS_KEY, SECRET_KEY, "p1"))
    signer.sign(request)
    authorization = request.header_params.pop("Authorization")
    signature = authorization.split("Signature=")[1]
    # A header of its own that the SDK added belongs to the request; the values are shown as they were given, untrimmed.
    added = {name: value for name, value in request.header_params.items() if name not in headers}
    lines = [f"{case.method} {case.target()} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in {**headers, **added}.items()]
    return [
        "\n".join(lines).encode() + b"\n\n" + case.body,
        signer.canonical_request.encode(),
        signer.string_to_sign.encode(),
        signature.encode(),
    ]


def readme():
    """The text beside the folders."""
    rows = "\n".join(f"- `{case.name}`" for case in CASES)
    return f"""# Signing vectors

Generated by the provider's own SDK, PyPI `huaweicloudsdkcore` {sdk_version()}, `signer.signer.Signer`, through
`../../provider/make_vectors.py`. Do not edit them by hand: change the script and run it again.
`--check` compares them with the output of the SDK; `cargo test -p driver --test provider` does so too.

Each folder is a case. `request` is the request as it is sent, without the header `Authorization`: a request line, one
line per header, an empty line, and the body up to the last byte. `canonical-request`, `string-to-sign` and `signature`
are the results of the SDK. Lines of `request` end with a line feed alone; the other files have no line feed at the end.

The keys exist only here: access key `{ACCESS_KEY}`, secret key `{SECRET_KEY}`,
security token `{SECURITY_TOKEN}`.

## Cases

{rows}
"""


def sdk_version():
    from importlib.metadata import version

    return version("huaweicloudsdkcore")


def main():
    wanted = {"README.md": readme().encode()}
    for case in CASES:
        for name, content in zip(FILES, make(case)):
            wanted[f"{case.name}/{name}"] = content
    if len(wanted) != len(CASES) * len(FILES) + 1:
        sys.exit("two cases have the same name")
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    if "--check" in sys.argv:
        wrong = sorted(there ^ wanted.keys())
        wrong += [name for name in wanted if name in there and (FOLDER / name).read_bytes() != wanted[name]]
        for name in wrong:
            print(f"{name} is not what the SDK makes", file=sys.stderr)
        sys.exit(1 if wrong else 0)
    for name in there - wanted.keys():
        (FOLDER / name).unlink()
    for name, content in wanted.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(CASES)} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
