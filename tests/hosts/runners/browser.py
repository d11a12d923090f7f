"""The formulas through xlwings Server's own JavaScript client, in headless Chromium."""

import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import uvicorn
from exchange import alone, argument
from officejs import sent, shown
from served import main_app
from xlwings_server.config import PACKAGE_DIR, settings

CHROMIUM = (
    "chromium",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
)
PAGE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
OFFICE_JS = next((PACKAGE_DIR / "static" / "vendor" / "office-js").iterdir()).name
PATIENCE = 60


class Site:
    """xlwings Server, with the page that calls the formulas and takes their answers."""

    def __init__(self, calls):
        page = PAGE.replace("CONFIG", json.dumps(settings.jsconfig)).replace("OFFICE_JS", OFFICE_JS)
        self.pages = {"/": ("text/html", page), "/cells": ("application/json", json.dumps(calls))}
        self.answers = asyncio.get_running_loop().create_future()

    async def __call__(self, scope, receive, send):
        path = scope.get("path")
        if path == "/answers":
            body, more = b"", True
            while more:
                message = await receive()
                body, more = body + message["body"], message.get("more_body")
            self.answers.set_result(json.loads(body))
            await self.send_page(send, "text/plain", "")
        elif path in self.pages:
            await self.send_page(send, *self.pages[path])
        else:
            await main_app(scope, receive, send)

    @staticmethod
    async def send_page(send, kind, text):
        headers = [(b"content-type", f"{kind}; charset=utf-8".encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


def rows(answer):
    if isinstance(answer, dict):
        return {"error": answer["error"], "says": answer["says"]}
    return alone([[shown(value) for value in row] for row in answer])


async def main():
    calls = [
        (formula, [sent(argument(each)) for each in arguments])
        for formula, arguments in map(json.loads, sys.stdin)
    ]
    site = Site(calls)
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [*CHROMIUM, f"--user-data-dir={profile}", f"http://127.0.0.1:{port}/"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            answers = await asyncio.wait_for(site.answers, PATIENCE)
        finally:
            browser.terminate()
            browser.wait(10)
            server.should_exit = True
            await serving
    for answer in answers:
        sys.stdout.write(json.dumps(rows(answer)) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
