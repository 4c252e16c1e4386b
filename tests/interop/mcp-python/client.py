"""The client of the MCP SDK for Python, as its documentation shows it.

Its only argument is JSON: the address of an MCP server, the tools to call there and the redirect URI. For each
authorization it writes {"open": address} and reads where that leads. Its last line says what came of it, with
every token response.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

settings = json.loads(sys.argv[1])
opened = []
requests = []


class Storage:
    """In memory."""

    def __init__(self):
        self.tokens = None
        self.client = None
        self.all = []

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens
        self.all.append(tokens.model_dump(exclude_none=True))

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


async def visit(address):
    opened.append(address)
    print(json.dumps({"open": address}), flush=True)


async def come_back():
    answer = parse_qs(urlsplit(json.loads(sys.stdin.readline())).query)
    return AuthorizationCodeResult(code=answer["code"][0], state=answer["state"][0], iss=answer["iss"][0])


async def note(request):
    """What is sent to the token endpoint."""
    if request.url.path.endswith("/token"):
        form = parse_qs(request.content.decode())
        requests.append({name: form[name] for name in ("grant_type", "scope", "resource") if name in form})


async def main():
    storage = Storage()
    provider = OAuthClientProvider(
        server_url=settings["mcp"],
        client_metadata=OAuthClientMetadata(
            client_name="MCP SDK for Python",
            redirect_uris=[settings["redirect_uri"]],
            grant_types=["authorization_code", "refresh_token"],
            token_endpoint_auth_method="none",
        ),
        storage=storage,
        redirect_handler=visit,
        callback_handler=come_back,
    )
    async with httpx2.AsyncClient(auth=provider, event_hooks={"request": [note]}) as http:
        async with Client(streamable_http_client(settings["mcp"], http_client=http)) as client:
            answers = [
                (await client.call_tool(name, values)).content[0].text for name, values in settings["calls"]
            ]
            # So that the SDK refreshes by itself before the next call.
            provider.context.token_expiry_time = 1
            answers += [
                (await client.call_tool(name, values)).content[0].text for name, values in settings["calls"][:1]
            ]
    print(json.dumps({"done": {"answers": answers, "tokens": storage.all, "opened": opened, "requests": requests}}))


asyncio.run(main())
