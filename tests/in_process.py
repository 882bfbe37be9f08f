"""A real HTTP client that talks to an application of this process, without a port."""

import asyncio

import httpx
from fastapi import FastAPI


class InProcess(httpx.BaseTransport):
    """Carries each request into the application; what it fails on comes back as its own answer, as on a server."""

    def __init__(self, app: FastAPI) -> None:
        self._carrier = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return asyncio.run(self._carried(request))

    async def _carried(self, request: httpx.Request) -> httpx.Response:
        answer = await self._carrier.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        # As it was sent, compressed or not: unpacking is the client's business.
        sent = b"".join([part async for part in answer.stream])
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=httpx.ByteStream(sent), request=request
        )


def browser(app: FastAPI, **headers: str) -> httpx.Client:
    """A client for paths of the application, e.g. `browser(app).get("/api/v1/plans")`."""
    return httpx.Client(transport=InProcess(app), base_url="http://127.0.0.1:8000", headers=headers)
