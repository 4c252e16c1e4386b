"""Checks a SCIM server with scim2-tester. It gets {"url", "token"} as its argument, and prints what it found as JSON."""

import json
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

settings = json.loads(sys.argv[1])
client = Client(base_url=settings["url"], headers={"Authorization": f"Bearer {settings['token']}"})
results = check_server(SyncSCIMClient(client))
print(json.dumps([{"status": it.status.name, "title": it.title, "reason": it.reason, "data": str(it.data)[:2000]} for it in results]))
