"""Reads pages with the provider's own client: provider.py ENDPOINT PAGES LIMIT.

Prints the pages, the seconds, the seconds of processor, and the peak of memory in kB, as the other readers do. Needs
../../provider/requirements.txt.
"""

import resource
import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkhss.v5 import HssClient, ListContainerImageLogsRequest

endpoint, pages, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
credentials = BasicCredentials("ak", "sk", "p")
client = HssClient.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


began, before, offset = time.perf_counter(), processor(), 0
for _ in range(pages):
    response = client.list_container_image_logs(ListContainerImageLogsRequest(limit=limit, offset=offset))
    offset += len(response.data_list)
seconds, used = time.perf_counter() - began, processor() - before
assert offset == pages * limit, offset
print(pages, seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
