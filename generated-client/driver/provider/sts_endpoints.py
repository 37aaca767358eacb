"""Prints, as a JSON object, the address of the security token service that the provider's SDK uses for each region."""

import json

from huaweicloudsdkcore.auth import endpoint


def main():
    print(json.dumps(getattr(endpoint, "__STS_ENDPOINT_DICT")))


if __name__ == "__main__":
    main()
