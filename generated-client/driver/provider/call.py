"""Calls a server with the provider's own client for Python, `huaweicloudsdkhss`, as its users do.

    python call.py <<< '{"endpoint": "http://127.0.0.1:1", "ak": "…", "sk": "…", "calls": [{"limit": 10}, …], …}'

`project_id` and `security_token` may be given with `ak`. Without a project the SDK looks it up at the identity service, at
HUAWEICLOUD_SDK_IAM_ENDPOINT. Prints a JSON value a line: for each call what the SDK read out of the response, or the error.
"""

import json
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import SdkException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkhss.v5 import HssClient, ListContainerImageLogsRequest


def client(settings):
    config = HttpConfig.get_default_config()
    config.retry_times = 0
    credentials = BasicCredentials(settings["ak"], settings["sk"], settings.get("project_id"))
    if settings.get("security_token"):
        credentials.with_security_token(settings["security_token"])
    region = Region(settings.get("region", "eu-west-101"), settings["endpoint"])
    return HssClient.new_builder().with_http_config(config).with_credentials(credentials).with_region(region).build()


def call(hss, arguments):
    try:
        page = hss.list_container_image_logs(ListContainerImageLogsRequest(**arguments))
    except SdkException as error:
        return {"error": str(error)}
    return {"total_num": page.total_num, "records": len(page.data_list or [])}


def main():
    settings = json.load(sys.stdin)
    hss = client(settings)
    for arguments in settings["calls"]:
        print(json.dumps(call(hss, arguments)))


if __name__ == "__main__":
    main()
