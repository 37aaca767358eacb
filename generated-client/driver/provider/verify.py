"""Checks signatures with the provider's own signer, `huaweicloudsdkcore.signer.signer.Signer`.

Reads requests as they came over a socket, a JSON value a line: `method`, `target` (path and query as sent), `headers`
(pairs), `body` (base64), `ak`, `sk`. Signs each of them again with the SDK, with the headers that its Authorization says are
signed and no others, and prints a line of JSON for each: `{"matches": true, "expected": …, "sent": …}`.
"""

import base64
import json
import sys
from urllib.parse import unquote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer


def expected(request):
    headers = {name.lower(): value for name, value in request["headers"]}
    signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    path, _, query = request["target"].partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    resigned = SdkRequest(
        method=request["method"],
        schema="http",
        host=headers["host"],
        resource_path=path,
        query_params=[(unquote(name), unquote(value)) for name, _, value in pairs],
        header_params={name: headers[name] for name in signed},
        body=base64.b64decode(request["body"]),
    )
    Signer(BasicCredentials(request["ak"], request["sk"], "unused")).sign(resigned)
    # The SDK sends the query in canonical form: what it would send must be what was sent.
    return resigned.header_params["Authorization"], resigned.uri


def main():
    for line in sys.stdin:
        request = json.loads(line)
        authorization, target = expected(request)
        sent = next(value for name, value in request["headers"] if name.lower() == "authorization")
        matches = authorization == sent and target == request["target"]
        print(json.dumps({"matches": matches, "expected": [authorization, target], "sent": [sent, request["target"]]}))


if __name__ == "__main__":
    main()
