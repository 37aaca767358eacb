"""Gets credentials from the provider's own default chain, and calls a server with its client.

    python chain.py <<< '{"endpoint": "http://127.0.0.1:1", "metadata": "http://127.0.0.1:2"}'

The chain is that of the environment. The SDK has no setting for the address of the metadata service, so that its constant is
replaced. Prints, as a JSON object, what the SDK read out of the response, or the error.
"""

import json
import sys

from huaweicloudsdkcore.auth import internal
from huaweicloudsdkcore.auth.provider import CredentialProviderChain
from huaweicloudsdkcore.exceptions.exceptions import SdkException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkhss.v5 import HssClient, ListContainerImageLogsRequest


def main():
    settings = json.load(sys.stdin)
    internal.MetadataAccessor._METADATA_ENDPOINT = settings["metadata"]
    config = HttpConfig.get_default_config()
    config.retry_times = 0
    try:
        credentials = CredentialProviderChain.get_basic().get_credentials()
        region = Region("eu-west-101", settings["endpoint"])
        builder = HssClient.new_builder().with_http_config(config).with_credentials(credentials)
        page = builder.with_region(region).build().list_container_image_logs(ListContainerImageLogsRequest())
    except SdkException as error:
        print(json.dumps({"error": str(error)}))
        return
    print(json.dumps({"total_num": page.total_num}))


if __name__ == "__main__":
    main()
