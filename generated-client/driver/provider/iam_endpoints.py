"""Prints, as a JSON object, the address of the identity service that the provider's SDK uses for each region.

The regions are those that the SDK knows of Host Security Service, those that it knows of the identity service, and one
that does not exist.
"""

import json

from huaweicloudsdkcore.auth import endpoint
from huaweicloudsdkcore.auth.internal import IamHelper
from huaweicloudsdkhss.v5.region.hss_region import HssRegion


def main():
    regions = set(HssRegion.static_fields) | set(getattr(endpoint, "__IAM_ENDPOINT_DICT")) | {"nowhere-1"}
    print(json.dumps({region: IamHelper.get_iam_endpoint(region) for region in sorted(regions)}))


if __name__ == "__main__":
    main()
